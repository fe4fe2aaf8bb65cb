/** What the database knows of the sessions behind the sockets. */
import type { Database } from "../../platform/database/database.ts";
import type { SessionEndReason } from "../../platform/database/events.ts";

const BATCH = 500;

interface EndedSession {
  readonly id: string;
  readonly reason: SessionEndReason;
}

/** When the last token of a session runs out, milliseconds since 1970; null when the session has ended. */
export async function findExpiry(database: Database, sessionId: string): Promise<number | null> {
  const row = await database.read.selectFrom("sessions").select("expires_at").where("id", "=", sessionId)
    .where("ended_at", "is", null).executeTakeFirst();
  return row?.expires_at ?? null;
}

/** Those of `sessionIds` that have ended. */
export async function findEndedSessions(database: Database, sessionIds: readonly string[]): Promise<EndedSession[]> {
  const ended: EndedSession[] = [];
  for (let start = 0; start < sessionIds.length; start += BATCH) {
    const batch = sessionIds.slice(start, start + BATCH);
    const rows = await database.read.selectFrom("sessions").select(["id", "ended_at", "end_reason"])
      .where("id", "in", batch).execute();
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const id of batch) {
      const row = byId.get(id);
      // A row that is gone had ended long ago.
      if (row === undefined) ended.push({ id, reason: "expired" });
      else if (row.ended_at !== null) ended.push({ id, reason: row.end_reason as SessionEndReason });
    }
  }
  return ended;
}
