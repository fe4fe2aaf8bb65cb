/** Waits for what the server does by itself. */
import { systemClock } from "../../lib/platform/clock.ts";

const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 20;

/**
 * Resolves once `isThere` says true.
 * @param nudge done before each look, such as moving a clock
 * @throws {Error} after 20 s
 */
export async function until(isThere: () => boolean | Promise<boolean>, nudge: () => void = () => {}): Promise<void> {
  const end = systemClock.monotonicMs() + PATIENCE_MS;
  while (!await isThere()) {
    if (systemClock.monotonicMs() > end) throw new Error("Waited 20 s for what did not come");
    await new Promise<void>((resolve) => void systemClock.after(LOOK_EVERY_MS, resolve));
    nudge();
  }
}
