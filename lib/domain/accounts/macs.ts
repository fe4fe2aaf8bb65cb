/** The MACs that an account was seen with. */
import { macKey, macText } from "../bans/mac_address.ts";
import type { Queryable } from "../../platform/database/database.ts";

/** Kept for each account; the one not seen for the longest goes first. */
const MACS_MAX = 20;

export async function noteMac(db: Queryable, accountId: number, mac: string, now: Date): Promise<void> {
  const seenAt = now.getTime();
  const text = macText(mac);
  await db.insertInto("account_macs")
    .values({ account_id: accountId, mac_key: macKey(mac), mac: text, first_seen_at: seenAt, last_seen_at: seenAt })
    .onConflict((conflict) =>
      conflict.columns(["account_id", "mac_key"]).doUpdateSet({ last_seen_at: seenAt, mac: text })
    )
    .execute();
  const kept = db.selectFrom("account_macs").select("mac_key").where("account_id", "=", accountId)
    .orderBy("last_seen_at", "desc").limit(MACS_MAX);
  await db.deleteFrom("account_macs").where("account_id", "=", accountId).where("mac_key", "not in", kept).execute();
}
