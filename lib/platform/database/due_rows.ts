/**
 * Rows that are due by `due_at`, and were tried `tries` times. One that lies further ahead than it can have been meant to
 * wait was dated by a clock that has gone back since: it is due as well, as nobody waits for a clock.
 */
import { sql, type SqlBool } from "kysely";
import { CLOCK_SKEW_MS_MAX } from "../clock.ts";

/** The longest wait by the tries before it, the last for all further ones, milliseconds; null: as long as it says. */
type Waits = readonly (number | null)[];

/** Due by its time, or because it lies too far ahead. For rows that an index has narrowed down already. */
export function isDue(nowMs: number, waitsMs: Waits) {
  return sql<SqlBool>`(due_at <= ${nowMs} or ${isTooFarAhead(nowMs, waitsMs)})`;
}

/** For a query of its own beside that of the due ones: so each has its range of an index by `due_at`. */
export function isTooFarAhead(nowMs: number, waitsMs: Waits) {
  const known = waitsMs.filter((waitMs) => waitMs !== null);
  // So far ahead by an index; what is left is judged one by one.
  const aheadMs = nowMs + CLOCK_SKEW_MS_MAX + Math.min(...known);
  const meant = (waitMs: number | null) => waitMs === null ? sql`0` : sql`due_at - ${sql.lit(waitMs)}`;
  const cases = waitsMs.slice(0, -1).map((waitMs, tries) => sql`when ${sql.lit(tries)} then ${meant(waitMs)}`);
  const began = sql`case tries ${sql.join(cases, sql` `)} else ${meant(waitsMs.at(-1) ?? null)} end`;
  return sql<SqlBool>`(due_at > ${aheadMs} and ${began} > ${nowMs + CLOCK_SKEW_MS_MAX})`;
}
