/** Time as a capability: everything that waits or dates something takes a `Clock`, so tests need no sleep. */

export interface Clock {
  /** The wall clock. */
  now(): Date;
  /** Milliseconds from an arbitrary start; never goes back. For deadlines and durations. */
  monotonicMs(): number;
  /** Runs once after `delayMs` milliseconds. The returned function cancels it; cancelling twice does nothing. */
  after(delayMs: number, run: () => void): () => void;
}

/**
 * How far the wall clocks of two instances may differ. A date that lies further ahead than its writer can have meant was
 * written by a clock that has gone back since: nobody waits for it.
 */
export const CLOCK_SKEW_MS_MAX = 60_000;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date(Date.now()),
  monotonicMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Runs `run` again `everyMs` milliseconds after each end of it, until the returned function is called. */
export function repeat(clock: Clock, everyMs: number, run: () => void | Promise<void>): () => void {
  let cancel = () => {};
  let stopped = false;
  const arm = () => {
    cancel = clock.after(everyMs, () => {
      Promise.resolve(run()).finally(() => {
        if (!stopped) arm();
      });
    });
  };
  arm();
  return () => {
    stopped = true;
    cancel();
  };
}
