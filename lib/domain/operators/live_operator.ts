/** Whether an operator's session still is one: for what stays open longer than a call. */
import type { Queryable } from "../../platform/database/database.ts";
import type { Role } from "../../platform/database/schema.ts";

/** The role that a live session has now; null once it ended or ran out. A ban ends it. */
export async function liveRole(db: Queryable, sessionId: string, now: Date): Promise<Role | null> {
  const row = await db.selectFrom("sessions").innerJoin("accounts", "accounts.id", "sessions.account_id")
    .select("accounts.role").where("sessions.id", "=", sessionId).where("sessions.ended_at", "is", null)
    .where("sessions.expires_at", ">", now.getTime()).executeTakeFirst();
  return row?.role ?? null;
}
