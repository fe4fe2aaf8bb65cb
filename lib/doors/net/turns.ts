/**
 * Turns of the event loop. Reads that find bytes waiting, and calls that were sent ahead, go on from microtask to
 * microtask: one client that never stops would be all that runs. Whoever has had its share waits here, over all doors
 * together, and goes on in its turn; after a slice of time all of them rest for as long, and everybody else is served.
 *
 * A rest is a timer, as `setImmediate` lets nobody in (lib/platform/breather.ts).
 */
import { setImmediate } from "node:timers";
import { type Clock, systemClock } from "../../platform/clock.ts";

/** Turns for so long, then a rest for as long as they took, up to the second; milliseconds. */
const SLICE_MS = 0.5;
const REST_MAX_MS = 100;

export type Turns = ReturnType<typeof createTurns>;

/** Runs `run` once what the caller began has come to its first wait; sockets may not have been looked at. */
export function afterTurn(run: () => void): void {
  setImmediate(run);
}

/** @param clock the machine's own, as the loop's time is, also where a server's clock stands still */
export function createTurns(clock: Clock = systemClock) {
  let waiting: (() => void)[] = [];
  /** How many of `waiting` have had their turn: shifting a long array would cost its length each time. */
  let given = 0;
  let isGiving = false;
  let sliceBeganMs = 0;

  function give(): void {
    waiting[given]?.();
    given += 1;
    if (given === waiting.length) {
      waiting = [];
      given = 0;
    }
    afterTurn(() => {
      const tookMs = clock.monotonicMs() - sliceBeganMs;
      if (tookMs < SLICE_MS) goOn();
      else clock.after(Math.min(tookMs, REST_MAX_MS), beginSlice);
    });
  }

  function goOn(): void {
    if (waiting.length > 0) give();
    else isGiving = false;
  }

  function beginSlice(): void {
    sliceBeganMs = clock.monotonicMs();
    goOn();
  }

  return {
    /** Resolves at the caller's turn, first come, first served. */
    next(): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      if (!isGiving) {
        isGiving = true;
        afterTurn(beginSlice);
      }
      return promise;
    },
  };
}
