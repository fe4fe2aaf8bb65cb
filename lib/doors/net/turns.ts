/**
 * Turns of the event loop. Reads that find bytes waiting, and calls that were sent ahead, go on from microtask to
 * microtask: one client that never stops would be all that runs. Whoever has had its share waits here, over all doors
 * together, and one of those who wait goes on at each turn of the loop; everybody else is served in between. A turn that
 * took long, as with a commit or a challenge in it, is followed by a rest three times as long: those who wait here have a
 * quarter of the loop's time.
 */
import { setImmediate } from "node:timers";
import { type Clock, systemClock } from "../../platform/clock.ts";

/** A shorter turn needs no rest, and a rest ends after so long, milliseconds. */
const REST_FROM_MS = 1;
const REST_TIMES = 3;
const REST_MAX_MS = 100;

export interface Turns {
  /** Resolves at the caller's turn, first come, first served. */
  next(): Promise<void>;
}

/** Runs `run` once the loop has looked at everything else. */
export function afterTurn(run: () => void): void {
  setImmediate(run);
}

/** @param clock the machine's own, as the loop's time is, also where a server's clock stands still */
export function createTurns(clock: Clock = systemClock): Turns {
  let waiting: (() => void)[] = [];
  /** How many of `waiting` have had their turn: shifting a long array would cost its length each time. */
  let given = 0;
  let isGiving = false;

  function give(): void {
    const startedMs = clock.monotonicMs();
    waiting[given]?.();
    given += 1;
    if (given === waiting.length) {
      waiting = [];
      given = 0;
    }
    afterTurn(() => {
      const tookMs = clock.monotonicMs() - startedMs;
      if (tookMs < REST_FROM_MS) goOn();
      else clock.after(Math.min(REST_TIMES * tookMs, REST_MAX_MS), goOn);
    });
  }

  function goOn(): void {
    if (waiting.length > 0) give();
    else isGiving = false;
  }

  return {
    next() {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      if (!isGiving) {
        isGiving = true;
        afterTurn(give);
      }
      return promise;
    },
  };
}
