/** What ends sessions that nobody ends: tokens that ran out, native lines of a server that was killed. */
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/database/database.ts";

const DAY_MS = 24 * 60 * 60_000;
/** A native session that was not active for so long has no line any more. */
const NATIVE_IDLE_MS = DAY_MS;
/** Ended sessions are kept for operators to look at. */
const KEPT_MS = 30 * DAY_MS;
const BATCH = 500;

/** Ends what ran out and deletes what ended long ago, a batch of each. @returns true while there is more */
export async function cleanUpSessions(database: Database, clock: Clock): Promise<boolean> {
  const now = clock.now().getTime();
  return await database.transaction(async (unit) => {
    const expired = await unit.db.selectFrom("sessions").select("id").where("ended_at", "is", null)
      .where((eb) =>
        eb.or([
          eb("expires_at", "<=", now),
          eb.and([eb("expires_at", "is", null), eb("last_active_at", "<=", now - NATIVE_IDLE_MS)]),
        ])
      ).limit(BATCH).execute();
    const ids = expired.map((row) => row.id);
    if (ids.length > 0) {
      await unit.db.updateTable("sessions").set({ ended_at: now, end_reason: "expired" }).where("id", "in", ids)
        .execute();
      await unit.db.deleteFrom("seats").where("session_id", "in", ids).execute();
      for (let start = 0; start < ids.length; start += 100) {
        unit.publish({ type: "sessions_ended", sessionIds: ids.slice(start, start + 100), reason: "expired" });
      }
    }
    const old = unit.db.selectFrom("sessions").select("id").where("ended_at", "<=", now - KEPT_MS).limit(BATCH);
    const deleted = await unit.db.deleteFrom("sessions").where("id", "in", old).executeTakeFirst();
    return ids.length === BATCH || deleted.numDeletedRows === BigInt(BATCH);
  });
}

/** Native sessions cannot outlive the one server of an embedded database: at its start it ends those of the last one. */
export async function endSessionsOfLastServer(database: Database, clock: Clock): Promise<void> {
  await database.write.updateTable("sessions").set({ ended_at: clock.now().getTime(), end_reason: "expired" })
    .where("token_id", "is", null).where("ended_at", "is", null).execute();
  await database.write.deleteFrom("seats").execute();
}
