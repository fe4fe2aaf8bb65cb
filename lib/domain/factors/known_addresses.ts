/** From where an account's player finished a login of late. */
import type { Queryable } from "../../platform/database/database.ts";

const KNOWN_MS = 90 * 24 * 60 * 60_000;
/** Looked at, newest first. */
const ENTRIES_MAX = 1_000;

export async function isKnownAddress(db: Queryable, accountId: number, address: string, now: Date): Promise<boolean> {
  const newest = db.selectFrom("audit_log").select(["at", "action", "address"])
    .where("account_id", "=", accountId).orderBy("id", "desc").limit(ENTRIES_MAX).as("newest");
  const row = await db.selectFrom(newest).select("at")
    .where("action", "=", "login.succeeded").where("address", "=", address)
    .where("at", ">", now.getTime() - KNOWN_MS).limit(1).executeTakeFirst();
  return row !== undefined;
}
