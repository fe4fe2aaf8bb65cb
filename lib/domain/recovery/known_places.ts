/** With which devices, and from which networks, an account was used: a login from elsewhere is told by mail. */
import { addressText, maskBytes, parseAddressBytes } from "../../platform/addresses/address.ts";
import { hashSecret } from "../../platform/crypto/secret_hash.ts";
import { deletePast } from "../../platform/database/batches.ts";
import type { Database, UnitOfWork } from "../../platform/database/database.ts";
import type { Origin } from "../../platform/origin.ts";

const DAY_MS = 24 * 60 * 60_000;
/** What was not seen for so long is forgotten. */
const KNOWN_MS = 90 * DAY_MS;
/** Kept for each account, whose player says what the device is; the one not seen for the longest goes first. */
const PLACES_MAX = 200;

/**
 * Notes the device and the network, in the transaction of a login.
 * @returns true when they were not seen with the account in that time
 */
export async function notePlace({ db, now }: UnitOfWork, accountId: number, origin: Origin): Promise<boolean> {
  const place = placeOf(origin);
  const seen = { last_seen_at: now.getTime() };
  const known = now.getTime() - KNOWN_MS;
  // Nearly every login comes from a known one: that is a single statement.
  const { numUpdatedRows } = await db.updateTable("account_devices").set(seen).where("account_id", "=", accountId)
    .where("place", "=", place).where("last_seen_at", ">", known).executeTakeFirst();
  if (numUpdatedRows > 0n) return false;
  await db.insertInto("account_devices").values({ account_id: accountId, place, ...seen })
    .onConflict((conflict) => conflict.columns(["account_id", "place"]).doUpdateSet(seen)).execute();
  const kept = db.selectFrom("account_devices").select("place").where("account_id", "=", accountId)
    .orderBy("last_seen_at", "desc").limit(PLACES_MAX);
  await db.deleteFrom("account_devices").where("account_id", "=", accountId).where("place", "not in", kept).execute();
  return true;
}

/** Deletes a batch of what is forgotten. @returns true while there may be more */
export function deleteForgottenPlaces(database: Database, now: Date): Promise<boolean> {
  return deletePast(
    database.write,
    "account_devices",
    ["account_id", "place"],
    "last_seen_at",
    now.getTime() - KNOWN_MS,
  );
}

function placeOf({ address, device, door }: Origin): Uint8Array<ArrayBuffer> {
  return hashSecret(`${networkOf(address)}\n${device ?? door}`);
}

/** The /24 of an IPv4 address, the /48 of an IPv6 one. */
function networkOf(address: string): string {
  const bytes = parseAddressBytes(address);
  return bytes === null ? address : addressText(maskBytes(bytes, bytes.length === 4 ? 24 : 48));
}
