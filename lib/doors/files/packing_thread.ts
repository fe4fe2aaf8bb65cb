/**
 * Packs files on a thread of its own. The best coding of the players' page takes most of a second in all, and Deno's
 * `node:zlib` does it on the loop, also where it calls back: nobody would be served meanwhile. There is a thread while
 * there is something to pack, and for a while afterwards.
 */
import type { Clock } from "../../platform/clock.ts";
import type { Coding } from "./content_coding.ts";

/** A page's files are asked for one after the other, as its browser finds them. */
const IDLE_MS_MAX = 10_000;
/** A thread that is silent for so long, while it has something to do, hangs: far more than the largest file needs. */
const ANSWER_MS_MAX = 10_000;

export interface PackOrder {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly coding: Coding;
}

export interface PackAnswer {
  readonly id: number;
  readonly packed: Uint8Array<ArrayBuffer>;
}

export interface PackingThread {
  /** @throws {Error} when the thread fails, does not answer, or is closed */
  pack(bytes: Uint8Array, coding: Coding): Promise<Uint8Array<ArrayBuffer>>;
  close(): void;
}

export function createPackingThread(clock: Clock): PackingThread {
  const waiting = new Map<number, PromiseWithResolvers<Uint8Array<ArrayBuffer>>>();
  let worker: Worker | null = null;
  let lastId = 0;
  let isClosed = false;
  let cancelTimer = () => {};

  const end = (reason: string) => {
    cancelTimer();
    worker?.terminate();
    worker = null;
    for (const { reject } of waiting.values()) reject(new Error(`Could not pack a file: ${reason}`));
    waiting.clear();
  };

  /** From now on the thread has so long to answer, or to be given something to do. */
  const startTimer = () => {
    cancelTimer();
    cancelTimer = waiting.size === 0
      ? clock.after(IDLE_MS_MAX, () => end("nothing was to do"))
      : clock.after(ANSWER_MS_MAX, () => end("the thread does not answer"));
  };

  const open = (): Worker => {
    const opened = new Worker(new URL("./pack_worker.ts", import.meta.url), { type: "module", name: "files" });
    opened.onmessage = ({ data: { id, packed } }: MessageEvent<PackAnswer>) => {
      if (worker !== opened) return; // said before it was ended
      waiting.get(id)?.resolve(packed);
      waiting.delete(id);
      startTimer();
    };
    opened.onerror = (event) => {
      event.preventDefault();
      if (worker === opened) end(event.message);
    };
    return opened;
  };

  return {
    async pack(bytes, coding) {
      if (isClosed) throw new Error("Could not pack a file: the server is stopping");
      const id = ++lastId;
      const answer = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
      waiting.set(id, answer);
      if (waiting.size === 1) startTimer();
      (worker ??= open()).postMessage({ id, bytes, coding } satisfies PackOrder);
      return await answer.promise;
    },
    close() {
      isClosed = true;
      end("the server is stopping");
    },
  };
}
