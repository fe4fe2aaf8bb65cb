/**
 * How many connections each address has on all workers together. A worker tells what changed, the supervisor tells the
 * others what that makes for them, some milliseconds later: so long an address may have a few more than its cap.
 */
import type { Clock } from "../platform/clock.ts";

/** Keys of door and network, and how many. */
export type PlaceCounts = readonly (readonly [key: string, count: number])[];

/** Changes of so long go in one message. */
const GATHER_MS = 20;
/** Of a message, so that its line stays short. */
const COUNTS_MAX = 10_000;

/** What one door's caps are told, and tell. */
export interface DoorPlaces {
  held(network: string): number;
  changed(network: string, count: number): void;
}

/** A worker's end. */
export class WorkerPlaces {
  readonly #clock: Pick<Clock, "after">;
  readonly #say: (counts: PlaceCounts) => void;
  readonly #held = new Map<string, number>();
  #changed = new Map<string, number>();

  constructor(clock: Pick<Clock, "after">, say: (counts: PlaceCounts) => void) {
    this.#clock = clock;
    this.#say = say;
  }

  of(door: string): DoorPlaces {
    const keyOf = (network: string) => `${door} ${network}`;
    return {
      held: (network) => this.#held.get(keyOf(network)) ?? 0,
      changed: (network, count) => this.#note(keyOf(network), count),
    };
  }

  /** What the others hold now. */
  take(counts: PlaceCounts): void {
    for (const [key, count] of counts) setCount(this.#held, key, count);
  }

  #note(key: string, count: number): void {
    if (this.#changed.size === 0) this.#clock.after(GATHER_MS, () => this.#tell());
    this.#changed.set(key, count);
  }

  #tell(): void {
    const counts = [...this.#changed];
    this.#changed = new Map();
    for (const part of partsOf(counts)) this.#say(part);
  }
}

/** The supervisor's end. */
export class PlaceTable {
  readonly #byWorker = new Map<number, Map<string, number>>();
  readonly #sums = new Map<string, number>();

  /** @param tell sends a worker what all others hold */
  constructor(readonly tell: (worker: number, counts: PlaceCounts) => void) {}

  /** A worker begins with nothing of its own, and hears what there is. */
  begin(worker: number): void {
    this.#byWorker.set(worker, new Map());
    this.#tellOne(worker, [...this.#sums.keys()]);
  }

  note(worker: number, counts: PlaceCounts): void {
    const own = this.#byWorker.get(worker);
    if (own === undefined) return;
    for (const [key, count] of counts) {
      setCount(this.#sums, key, (this.#sums.get(key) ?? 0) + count - (own.get(key) ?? 0));
      setCount(own, key, count);
    }
    this.#tellOthers(worker, counts.map(([key]) => key));
  }

  /** Its connections ended with it. */
  end(worker: number): void {
    const own = [...this.#byWorker.get(worker) ?? []];
    this.note(worker, own.map(([key]) => [key, 0]));
    this.#byWorker.delete(worker);
  }

  #tellOthers(worker: number, keys: readonly string[]): void {
    for (const other of this.#byWorker.keys()) if (other !== worker) this.#tellOne(other, keys);
  }

  #tellOne(worker: number, keys: readonly string[]): void {
    const own = this.#byWorker.get(worker);
    const counts = keys.map((key) => [key, (this.#sums.get(key) ?? 0) - (own?.get(key) ?? 0)] as const);
    for (const part of partsOf(counts)) this.tell(worker, part);
  }
}

function setCount(counts: Map<string, number>, key: string, count: number): void {
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}

function* partsOf(counts: PlaceCounts): Generator<PlaceCounts> {
  for (let start = 0; start < counts.length; start += COUNTS_MAX) yield counts.slice(start, start + COUNTS_MAX);
}
