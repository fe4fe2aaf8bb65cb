/**
 * Turns of the event loop. Reads that find bytes waiting, and calls that were sent ahead, go on from microtask to
 * microtask: one client that never stops would be all that runs. Whoever has had its share waits here, over all doors
 * together, and one of those who wait goes on at each turn of the loop; everybody else is served in between.
 */
import { setImmediate } from "node:timers";

export interface Turns {
  /** Resolves at the caller's turn, first come, first served. */
  next(): Promise<void>;
}

/** Runs `run` once the loop has looked at everything else. */
export function afterTurn(run: () => void): void {
  setImmediate(run);
}

export function createTurns(): Turns {
  let waiting: (() => void)[] = [];
  /** How many of `waiting` have had their turn: shifting a long array would cost its length each time. */
  let given = 0;

  function give(): void {
    waiting[given]?.();
    given += 1;
    if (given < waiting.length) return afterTurn(give);
    waiting = [];
    given = 0;
  }

  return {
    next() {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      if (waiting.length === 1) afterTurn(give);
      return promise;
    },
  };
}
