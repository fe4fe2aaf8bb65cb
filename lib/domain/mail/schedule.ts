/** When a mail is tried: at once, and 1, 5, 30 minutes, 2, 6 and 12 hours after its cause; then it is given up. */

const MINUTE_MS = 60_000;
const TRIES_AT_MS = [0, 1, 5, 30, 120, 360, 720].map((minutes) => minutes * MINUTE_MS);

/** The longest that what failed so often waits for its next try, milliseconds; whoever has it in hand, for `claimMs`. */
export function longestWaitsMs(claimMs: number): readonly number[] {
  return TRIES_AT_MS.map((atMs, failed) => Math.max(claimMs, atMs - (TRIES_AT_MS[failed - 1] ?? 0)));
}

/**
 * From one try to the next, so that a server which was down for a day does not make up for all of them at once.
 * @param failed tries that failed before this one
 * @returns milliseconds, or null after the last
 */
export function nextTryMs(failed: number): number | null {
  const next = TRIES_AT_MS[failed + 1];
  return next === undefined ? null : next - (TRIES_AT_MS[failed] ?? 0);
}
