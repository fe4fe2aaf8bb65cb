/** A bound on waiting in tests. */
import { systemClock } from "../platform/clock.ts";
import { withinTime } from "../platform/time_limit.ts";

/** What has not come by then will not: the test fails with a sentence instead of hanging. */
const PATIENCE_MS = 10_000;

/** Settles as `work` does; rejects with `message` when that takes too long on the machine's own clock. */
export function withPatience<T>(work: Promise<T>, message: string): Promise<T> {
  return withinTime(systemClock, PATIENCE_MS, work, () => new Error(message));
}
