/** What both threads look at: a beat, and whose code runs. Numbers alone, as nothing else can be shared. */

/** Places in the memory, each an Int32. */
const PLACE = { beat: 0, turn: 1, work: 2, account: 3, character: 4 } as const;
const PLACES = Object.keys(PLACE).length;

/** What was written last. */
export interface WatchReading {
  /** Grows while the thread goes round. */
  readonly beat: number;
  /** Grows with everything that is told: the same work twice is two turns. */
  readonly turn: number;
  /** By the number that the name was announced with; 0 for nobody. */
  readonly work: number;
  /** 0 for none. */
  readonly account: number;
  readonly character: number;
}

export function createSharedMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT);
}

/** For the thread that is watched. */
export function createWriter(memory: SharedArrayBuffer) {
  const places = new Int32Array(memory);
  return {
    beat(): void {
      Atomics.add(places, PLACE.beat, 1);
    },
    set({ work, account, character }: Omit<WatchReading, "beat" | "turn">): void {
      Atomics.add(places, PLACE.turn, 1);
      Atomics.store(places, PLACE.account, account);
      Atomics.store(places, PLACE.character, character);
      Atomics.store(places, PLACE.work, work);
    },
  };
}

/** For the watchdog. */
export function readMemory(memory: SharedArrayBuffer): WatchReading {
  const places = new Int32Array(memory);
  const at = (place: number) => Atomics.load(places, place);
  return {
    beat: at(PLACE.beat),
    turn: at(PLACE.turn),
    work: at(PLACE.work),
    account: at(PLACE.account) >>> 0,
    character: at(PLACE.character) >>> 0,
  };
}
