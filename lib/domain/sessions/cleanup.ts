/** What ends sessions that nobody ends: tokens that ran out, native lines of a server that was killed. */
import type { Clock } from "../../platform/clock.ts";
import { inBatches } from "../../platform/database/batches.ts";
import type { Database, Queryable } from "../../platform/database/database.ts";

const DAY_MS = 24 * 60 * 60_000;
/** A native session that was not active for so long has no line any more. */
const NATIVE_IDLE_MS = DAY_MS;
/** Smaller leaps make nobody idle: what lives was active within minutes. */
const LEAP_MS = NATIVE_IDLE_MS / 2;
/** A line that lives says something every 300 s, which is written once a minute. */
const HEARD_WITHIN_MS = DAY_MS / 24;
/** Ended sessions are kept for operators to look at. */
const KEPT_MS = 30 * DAY_MS;
const BATCH = 500;
/** Of what a start ends, when nobody else waits yet. */
const START_BATCH = 5_000;

/**
 * What ends what ran out and deletes what ended long ago, a batch of each.
 * @returns true while there is more
 */
export function createSessionCleanup(database: Database, clock: Clock): () => Promise<boolean> {
  const hasLeapt = createLeapWatch(clock);
  return async () => await cleanUp(database, clock.now().getTime(), hasLeapt());
}

/** Whether the time of day has leapt ahead lately: lines that live seem idle until their players have said something. */
function createLeapWatch(clock: Clock): () => boolean {
  const look = () => ({ dayMs: clock.now().getTime(), steadyMs: clock.monotonicMs() });
  let looked = look();
  let leaptAtMs = -Infinity;
  return () => {
    const before = looked;
    looked = look();
    if (looked.dayMs - before.dayMs - (looked.steadyMs - before.steadyMs) >= LEAP_MS) leaptAtMs = looked.steadyMs;
    return looked.steadyMs - leaptAtMs < HEARD_WITHIN_MS;
  };
}

async function cleanUp(database: Database, now: number, hasLeapt: boolean): Promise<boolean> {
  return await database.transaction(async (unit) => {
    // Two questions, as one with "or" would read every session that lives.
    const expired = await livingSessions(unit.db).where("expires_at", "<=", now).limit(BATCH).execute();
    const idle = hasLeapt ? [] : await livingSessions(unit.db).where("expires_at", "is", null)
      .where("last_active_at", "<=", now - NATIVE_IDLE_MS).limit(BATCH).execute();
    const ids = [...expired, ...idle].map((row) => row.id);
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
    return expired.length === BATCH || idle.length === BATCH || deleted.numDeletedRows === BigInt(BATCH);
  });
}

/**
 * Native sessions cannot outlive the one server of an embedded database: at its start it ends those of the last one, a
 * batch at a time, so that the write-ahead log stays small however many they are.
 */
export async function endSessionsOfLastServer(database: Database, clock: Clock): Promise<void> {
  const ended = { ended_at: clock.now().getTime(), end_reason: "expired" };
  await inBatches(START_BATCH, async (size) => {
    const native = livingSessions(database.write).where("expires_at", "is", null).limit(size);
    const result = await database.write.updateTable("sessions").set(ended).where("id", "in", native).executeTakeFirst();
    return Number(result.numUpdatedRows);
  });
  await database.write.deleteFrom("seats").execute();
}

function livingSessions(db: Queryable) {
  return db.selectFrom("sessions").select("id").where("ended_at", "is", null);
}
