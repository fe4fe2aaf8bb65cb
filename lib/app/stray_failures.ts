/** Failures that nobody caught, such as those of a promise that a game module did not await. */
import type { Log } from "../platform/log/log.ts";

/** Logs them from now on, in place of the runtime's own answer: to end the process, and with it everybody's game. */
export function logStrayFailures(log: Log): void {
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    log.error("A promise failed that nobody waited for", { error: event.reason });
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    log.error("A failure was caught by nobody", { error: event.error });
  });
}
