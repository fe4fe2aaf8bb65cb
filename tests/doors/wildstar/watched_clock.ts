/** A test clock that tells when the server has armed a timer: then it may be moved past it. */
import { withPatience } from "../../../lib/testing/patience.ts";
import { createTestClock, type TestClock } from "../../support/test_clock.ts";

interface WatchedClock extends TestClock {
  /** Resolves with the next timer of exactly `delayMs` milliseconds. */
  armed(delayMs: number): Promise<void>;
}

export function createWatchedClock(): WatchedClock {
  const clock = createTestClock();
  let waiting: { readonly delayMs: number; readonly resolve: () => void }[] = [];
  return {
    ...clock,
    after(delayMs, run) {
      const cancel = clock.after(delayMs, run);
      waiting.filter((entry) => entry.delayMs === delayMs).forEach(({ resolve }) => resolve());
      waiting = waiting.filter((entry) => entry.delayMs !== delayMs);
      return cancel;
    },
    armed(delayMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ delayMs, resolve });
      const armed = withPatience(promise, `The server arms no timer of ${delayMs} ms`);
      armed.catch(() => {}); // whoever waits for it hears of it, though it may be later
      return armed;
    },
  };
}
