// @ts-check
/** @import { ClientClock } from "../client.d.ts" */

/** The machine's own time; tests hand in another. @type {ClientClock} */
export const machineClock = {
  monotonicMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
