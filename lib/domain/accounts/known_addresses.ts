/** From where an account was registered, logged in to, or reset: an address that is known may guess where others wait. */
import { limitKey } from "../../platform/addresses/address.ts";
import { addressKey } from "../../platform/addresses/address_key.ts";
import type { Database, Queryable } from "../../platform/database/database.ts";

const DAY_MS = 24 * 60 * 60_000;
/** What was not seen for so long is forgotten. */
const KNOWN_MS = 90 * DAY_MS;
/** Kept for each account; the one not seen for the longest goes first. */
const NETWORKS_MAX = 200;
const BATCH = 500;

/** Notes that a player has proven the account from there: in the transaction of the proof. */
export async function noteAddress(db: Queryable, accountId: number, address: string, now: Date): Promise<void> {
  const network = limitKey(address);
  const seen = { last_seen_at: now.getTime() };
  const known = await db.updateTable("account_addresses").set(seen)
    .where("account_id", "=", accountId).where("network", "=", network).executeTakeFirst();
  if (known.numUpdatedRows > 0n) return;
  await db.insertInto("account_addresses").values({
    account_id: accountId,
    network,
    address_key: addressKey(network),
    first_seen_at: now.getTime(),
    ...seen,
  })
    .onConflict((conflict) => conflict.columns(["account_id", "network"]).doUpdateSet(seen)).execute();
  const kept = db.selectFrom("account_addresses").select("network").where("account_id", "=", accountId)
    .orderBy("last_seen_at", "desc").limit(NETWORKS_MAX);
  await db.deleteFrom("account_addresses").where("account_id", "=", accountId).where("network", "not in", kept)
    .execute();
}

/** Whether the account was proven from there (IPv6: from the same /64) in the last 90 days. */
export async function isKnownAddress(db: Queryable, accountId: number, address: string, now: Date): Promise<boolean> {
  const row = await db.selectFrom("account_addresses").select("network")
    .where("account_id", "=", accountId).where("network", "=", limitKey(address))
    .where("last_seen_at", ">", now.getTime() - KNOWN_MS).executeTakeFirst();
  return row !== undefined;
}

/** Deletes a batch of what is forgotten. @returns true while there is more */
export async function deleteForgottenAddresses(database: Database, now: Date): Promise<boolean> {
  return await database.transaction(async ({ db }) => {
    const old = await db.selectFrom("account_addresses").select(["account_id", "network"])
      .where("last_seen_at", "<=", now.getTime() - KNOWN_MS).orderBy("last_seen_at").limit(BATCH).execute();
    for (const { account_id, network } of old) {
      await db.deleteFrom("account_addresses").where("account_id", "=", account_id).where("network", "=", network)
        .where("last_seen_at", "<=", now.getTime() - KNOWN_MS).execute();
    }
    return old.length === BATCH;
  });
}
