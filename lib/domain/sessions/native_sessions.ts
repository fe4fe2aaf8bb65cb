/** The sessions of native lines: opened with a seat, without a token, and ended with their line. */
import { checkActive } from "../accounts/suspensions.ts";
import type { Bans } from "../bans/bans.ts";
import { lockMac, macKey } from "../bans/mac_address.ts";
import { lockAccount, type UnitOfWork } from "../../platform/database/database.ts";

/** What a session says of its device. */
const DEVICE_CHARACTERS_MAX = 80;

export interface NativeSession {
  readonly id: string;
  readonly accountId: number;
  readonly door: string;
  readonly address: string;
  readonly macAddress?: string;
  readonly characterId?: number;
  /** What is played, as players call it. Up to 80 characters; longer is cut. */
  readonly device: string;
}

/**
 * Opens the session of a player who was proven before, under the locks of the account and the MAC: a ban may have come
 * between the proof and the seat.
 * @throws {AppError} `account_banned`, `account_suspended`, `account_deleting`, `mac_banned`
 */
export async function openNative(
  unit: UnitOfWork,
  session: NativeSession,
  bans: Pick<Bans, "checkMac">,
): Promise<void> {
  const { id, accountId, door, address, macAddress, characterId, device } = session;
  await lockAccount(unit, accountId);
  if (macAddress !== undefined) await lockMac(unit, macAddress);
  await checkActive(unit.db, accountId, unit.now);
  if (macAddress !== undefined) await bans.checkMac(unit.db, macAddress);
  const now = unit.now.getTime();
  await unit.db.insertInto("sessions").values({
    id,
    account_id: accountId,
    door,
    address,
    mac_key: macAddress === undefined ? null : macKey(macAddress),
    character_id: characterId ?? null,
    token_id: null,
    created_at: now,
    last_active_at: now,
    expires_at: null,
    ended_at: null,
    end_reason: null,
    proven_at: null,
    device: device.slice(0, DEVICE_CHARACTERS_MAX),
  }).execute();
}
