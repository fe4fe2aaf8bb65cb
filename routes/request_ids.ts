/** What each call is called, in its answer and in the log. */
import type { Random } from "../lib/platform/random.ts";

/** A random prefix for the process and a number: unique, readable, and cheaper than a UUID for each call. */
export function createRequestIds(random: Random): () => string {
  const prefix = random.uuid().slice(0, 8);
  let count = 0;
  return () => `${prefix}-${(++count).toString(36)}`;
}
