import { expect } from "expect";
import { sql } from "kysely";
import { isDue } from "../../../lib/platform/database/due_rows.ts";
import { eachDatabase } from "../../support/test_database.ts";

const MINUTE_MS = 60_000;
const NOW_MS = Date.UTC(2026, 0, 1);
/** At first as long as it says, then a minute, then ten. */
const WAITS_MS = [null, MINUTE_MS, 10 * MINUTE_MS];

eachDatabase("a row is due at its time, and when it lies further ahead than it was meant to wait", async ({ read }) => {
  const isRowDue = async (tries: number, inMs: number) => {
    const row = sql`(select ${sql.lit(tries)} as tries, cast(${sql.lit(NOW_MS + inMs)} as bigint) as due_at)`;
    const { rows } = await sql`select due_at from ${row} as waiting where ${isDue(NOW_MS, WAITS_MS)}`.execute(read);
    return rows.length === 1;
  };
  for (const tries of [0, 1, 2, 9]) expect([await isRowDue(tries, 0), await isRowDue(tries, 1)]).toEqual([true, false]);
  expect([await isRowDue(1, 2 * MINUTE_MS), await isRowDue(1, 2 * MINUTE_MS + 1)]).toEqual([false, true]);
  for (const tries of [2, 3]) {
    expect([await isRowDue(tries, 11 * MINUTE_MS), await isRowDue(tries, 11 * MINUTE_MS + 1)]).toEqual([false, true]);
  }
  expect(await isRowDue(0, 90 * 24 * 60 * MINUTE_MS)).toBe(false);
});
