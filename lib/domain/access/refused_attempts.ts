/** "That was me": a login at a game's door that was right and kept out, found again by its player. */
import type { UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";

const RECENT_MS = 15 * 60_000;
/** What the audit log gives as the reason of such a refusal. */
export const DOOR_CLOSED = "door_closed";

/**
 * @returns the address that it came from
 * @throws {AppError} `not_found` for another's, another game's, an older one, and one from before this session's login:
 * who came in with a stolen password must not let in what waited already
 */
export async function findRefusedAttempt(
  { db, now }: UnitOfWork,
  of: { accountId: number; sessionId: string; doors: readonly string[]; attempt: number },
): Promise<string> {
  const session = await db.selectFrom("sessions").select("created_at").where("id", "=", of.sessionId)
    .executeTakeFirst();
  const row = await db.selectFrom("audit_log").select(["at", "address", "door"])
    .where("id", "=", of.attempt).where("account_id", "=", of.accountId)
    .where("action", "=", "login.refused").where("reason", "=", DOOR_CLOSED).executeTakeFirst();
  const since = Math.max(session?.created_at ?? Infinity, now.getTime() - RECENT_MS);
  const fits = row !== undefined && row.at >= since && of.doors.includes(row.door ?? "");
  if (!fits || row.address === null) {
    throw new AppError("not_found", "There is no such refused login of the last 15 minutes, since you signed in");
  }
  return row.address;
}
