/** Sessions as operators see them, on whichever door. */
import type { Queryable } from "../../platform/database/database.ts";
import { isoTime, isoTimeOrNull } from "../../platform/iso_time.ts";

export type SessionRecord = Awaited<ReturnType<typeof sessionsOf>>[number];

/** Of one account; in a list there may be as many for each. */
const LATEST_MAX = 50;
const LIVING_MAX = 10_000;

/** Newest first: those that live of many accounts, or the latest of one, ended ones among them. */
export async function sessionsOf(
  db: Queryable,
  accountIds: readonly number[],
  which: "living" | "latest",
) {
  let select = db.selectFrom("sessions").selectAll().where("account_id", "in", accountIds)
    .orderBy("created_at", "desc").limit(which === "living" ? LIVING_MAX : LATEST_MAX);
  if (which === "living") select = select.where("ended_at", "is", null);
  const rows = await select.execute();
  const seats = await db.selectFrom("seats").select(["session_id", "game_id"])
    .where("account_id", "in", accountIds).execute();
  const games = new Map(seats.map(({ session_id, game_id }) => [session_id, game_id]));
  return rows.map((row) => ({
    id: row.id,
    account: row.account_id,
    door: row.door,
    address: row.address,
    /** "Firefox on Windows", or the game's name. */
    device: row.device,
    /** The game in which it holds the seat. */
    game: games.get(row.id) ?? null,
    /** The character's id, where one is chosen. */
    character: row.character_id,
    connected: isoTime(row.created_at),
    /** To the minute. */
    lastActivity: isoTime(row.last_active_at),
    ended: isoTimeOrNull(row.ended_at),
    /** Why it ended; null while it lives. */
    endReason: row.end_reason,
  }));
}
