/** How many sessions live: a count of rows, so at most once a minute. */
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";

const COUNT_EVERY_MS = 60_000;

/** @returns a function that gives null while the database cannot tell */
export function createSessionCount(
  parts: { readonly database: Database; readonly clock: Clock },
): () => Promise<number | null> {
  const { database, clock } = parts;
  let last: { readonly count: number; readonly atMs: number } | null = null;
  return async () => {
    if (last !== null && clock.monotonicMs() - last.atMs < COUNT_EVERY_MS) return last.count;
    try {
      const { count } = await database.read.selectFrom("sessions").where("ended_at", "is", null)
        .select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
      last = { count: Number(count), atMs: clock.monotonicMs() };
      return last.count;
    } catch {
      // The rest of the metrics are needed most when the database is gone.
      return null;
    }
  };
}
