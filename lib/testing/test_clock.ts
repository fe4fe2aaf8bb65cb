/** Time for tests, which nobody waits for. */
import type { Clock } from "../platform/clock.ts";

/** A clock that moves only when told to. Timers that fall due run in order, before `advance` returns. */
export interface TestClock extends Clock {
  /** Moves on; what a timer begins asynchronously may still be on its way. */
  advance(milliseconds: number): void;
  /** The time of day goes back, as an operator or NTP sets it; what is measured from a start goes on. */
  setBack(milliseconds: number): void;
  /** How many timers wait. */
  pending(): number;
}

/**
 * A clock that stands still.
 * @param start RFC 3339
 */
export function createTestClock(start = "2026-01-01T00:00:00Z"): TestClock {
  const startMs = Date.parse(start);
  let elapsedMs = 0;
  let setBackMs = 0;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  return {
    now: () => new Date(startMs + elapsedMs - setBackMs),
    monotonicMs: () => elapsedMs,
    after(delayMs, run) {
      const timer = { atMs: elapsedMs + delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    setBack(milliseconds) {
      setBackMs += milliseconds;
    },
    pending: () => timers.length,
    advance(milliseconds) {
      const untilMs = elapsedMs + milliseconds;
      while (true) {
        const due = timers.filter((timer) => timer.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (due === undefined) break;
        timers = timers.filter((timer) => timer !== due);
        elapsedMs = Math.max(elapsedMs, due.atMs);
        due.run();
      }
      elapsedMs = untilMs;
    },
  };
}
