/** How many sessions live: at most once a minute, in slices of an index, so that no other work waits for the whole. */
import { breathe } from "../breather.ts";
import type { Clock } from "../clock.ts";
import type { Database, Queryable } from "../database/database.ts";

const COUNT_EVERY_MS = 60_000;
/** Sessions in one slice: about a millisecond of the embedded database. */
const SLICE = 5_000;

/** @returns a function that gives null while the database cannot tell; calls at once share one count */
export function createSessionCount(
  parts: { readonly database: Database; readonly clock: Clock; readonly slice?: number },
): () => Promise<number | null> {
  const { database, clock, slice = SLICE } = parts;
  let last: { readonly count: number; readonly atMs: number } | null = null;
  let counting: Promise<number | null> | null = null;
  const count = async () => {
    try {
      const living = await countLiving(database.read, slice);
      last = { count: living, atMs: clock.monotonicMs() };
      return living;
    } catch {
      // The rest of the metrics are needed most when the database is gone.
      return null;
    } finally {
      counting = null;
    }
  };
  return async () => {
    if (last !== null && clock.monotonicMs() - last.atMs < COUNT_EVERY_MS) return last.count;
    return await (counting ??= count());
  };
}

async function countLiving(db: Queryable, slice: number): Promise<number> {
  const living = livingOf(db);
  let total = await countRows(living.where("expires_at", "is", null));
  for (let after = -1;;) {
    const rest = living.where("expires_at", ">", after);
    const end = await rest.select("expires_at").orderBy("expires_at").limit(1).offset(slice - 1).executeTakeFirst();
    const until = end?.expires_at ?? null;
    total += await countRows(until === null ? rest : rest.where("expires_at", "<=", until));
    if (until === null) return total;
    after = until;
    await breathe();
  }
}

function livingOf(db: Queryable) {
  return db.selectFrom("sessions").where("ended_at", "is", null);
}

async function countRows(rows: ReturnType<typeof livingOf>): Promise<number> {
  const { count } = await rows.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return Number(count);
}
