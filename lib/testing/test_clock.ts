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
  /** The next one first. */
  const timers: { readonly atMs: number; readonly run: () => void }[] = [];
  return {
    now: () => new Date(startMs + elapsedMs - setBackMs),
    monotonicMs: () => elapsedMs,
    after(delayMs, run) {
      const timer = { atMs: elapsedMs + delayMs, run };
      timers.splice(timers.findLastIndex(({ atMs }) => atMs <= timer.atMs) + 1, 0, timer);
      return () => {
        const index = timers.indexOf(timer);
        if (index >= 0) timers.splice(index, 1);
      };
    },
    setBack(milliseconds) {
      setBackMs += milliseconds;
    },
    pending: () => timers.length,
    advance(milliseconds) {
      const untilMs = elapsedMs + milliseconds;
      while (timers[0] !== undefined && timers[0].atMs <= untilMs) {
        const due = timers.shift()!;
        elapsedMs = Math.max(elapsedMs, due.atMs);
        due.run();
      }
      elapsedMs = untilMs;
    },
  };
}
