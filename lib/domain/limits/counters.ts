/** Counters that start anew after a while, in the database: they hold for every instance and over a restart. */
import { sql } from "kysely";
import { CLOCK_SKEW_MS_MAX } from "../../platform/clock.ts";
import type { Database, Queryable } from "../../platform/database/database.ts";

const DELETED_AT_ONCE = 1_000;

interface CounterState {
  readonly count: number;
  readonly resetsAtMs: number;
}

/**
 * Adds one to `key`; the first of a window starts it. One statement, so that none is lost among many at once. A window
 * that ends later than it could have been started is of a clock that has gone back: it is over.
 */
export async function countOne(db: Queryable, key: string, windowMs: number, now: Date): Promise<CounterState> {
  const nowMs = now.getTime();
  const isOver = sql`limit_counters.resets_at <= ${nowMs} or
    limit_counters.resets_at > ${nowMs + windowMs + CLOCK_SKEW_MS_MAX}`;
  const row = await db.insertInto("limit_counters")
    .values({ key, count: 1, resets_at: nowMs + windowMs })
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet({
        count: sql<number>`case when ${isOver} then 1 else limit_counters.count + 1 end`,
        resets_at: sql<number>`case when ${isOver} then ${nowMs + windowMs} else limit_counters.resets_at end`,
      })
    )
    .returning(["count", "resets_at"])
    .executeTakeFirstOrThrow();
  return { count: Number(row.count), resetsAtMs: Number(row.resets_at) };
}

/** Takes back one of `key`: what was counted before it was known how it ends. */
export async function uncountOne(db: Queryable, key: string): Promise<void> {
  await db.updateTable("limit_counters").set({ count: sql<number>`count - 1` })
    .where("key", "=", key).where("count", ">", 0).execute();
}

/** Looks without counting; null where no window runs. */
export async function readCounter(
  db: Queryable,
  key: string,
  windowMs: number,
  now: Date,
): Promise<CounterState | null> {
  const row = await db.selectFrom("limit_counters").select(["count", "resets_at"])
    .where("key", "=", key).where("resets_at", ">", now.getTime())
    .where("resets_at", "<=", now.getTime() + windowMs + CLOCK_SKEW_MS_MAX).executeTakeFirst();
  return row === undefined ? null : { count: row.count, resetsAtMs: row.resets_at };
}

/**
 * Deletes counters whose window is over, `DELETED_AT_ONCE` at most, and none that is being counted now: who counts several
 * would wait for this, and this for them. @returns whether there may be more
 */
export async function deleteFinishedCounters(
  { engine, volatile: db }: Pick<Database, "engine" | "volatile">,
  now: Date,
): Promise<boolean> {
  const finished = db.selectFrom("limit_counters").select("key").where("resets_at", "<=", now.getTime())
    .limit(DELETED_AT_ONCE).$if(engine === "postgres", (query) => query.forUpdate().skipLocked());
  const result = await db.deleteFrom("limit_counters").where("key", "in", finished).executeTakeFirst();
  return Number(result.numDeletedRows) === DELETED_AT_ONCE;
}
