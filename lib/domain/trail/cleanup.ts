/** What of the trail goes: rows that are too old. */
import { deletePast } from "../../platform/database/batches.ts";
import type { Database } from "../../platform/database/database.ts";

const DAY_MS = 24 * 60 * 60_000;

/** Deletes a batch of rows that are older than `days`. @returns true while there may be more */
export function deleteOldTrail(database: Database, now: Date, days: number): Promise<boolean> {
  return deletePast(database.write, "login_trail", ["id"], "at", now.getTime() - days * DAY_MS);
}
