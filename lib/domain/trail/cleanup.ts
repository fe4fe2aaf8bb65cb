/** What of the trail goes: rows that are too old. */
import type { Database } from "../../platform/database/database.ts";

const DAY_MS = 24 * 60 * 60_000;
const BATCH = 500;

/** Deletes a batch of rows that are older than `days`. @returns true while there may be more */
export async function deleteOldTrail(database: Database, now: Date, days: number): Promise<boolean> {
  const old = database.write.selectFrom("login_trail").select("id")
    .where("at", "<=", now.getTime() - days * DAY_MS).limit(BATCH);
  const { numDeletedRows } = await database.write.deleteFrom("login_trail").where("id", "in", old).executeTakeFirst();
  return numDeletedRows === BigInt(BATCH);
}
