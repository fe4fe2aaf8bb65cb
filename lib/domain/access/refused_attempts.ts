/** "That was me": a login at a game's door that was right and kept out, found again by its player in the login trail. */
import type { UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";

const RECENT_MS = 15 * 60_000;
/** What the trail gives as the code of such a refusal. */
const DOOR_CLOSED = "door_closed";

/**
 * @param of `attempt` is the id of its row in the trail, as the account's own list of logins names it
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
  const row = await db.selectFrom("login_trail").select(["at", "address", "door"])
    .where("id", "=", of.attempt).where("account_id", "=", of.accountId)
    .where("result", "=", "refused").where("code", "=", DOOR_CLOSED).executeTakeFirst();
  const since = Math.max(session?.created_at ?? Infinity, now.getTime() - RECENT_MS);
  if (row === undefined || row.at < since || !of.doors.includes(row.door)) {
    throw new AppError("not_found", "There is no such refused login of the last 15 minutes, since you signed in");
  }
  return row.address;
}
