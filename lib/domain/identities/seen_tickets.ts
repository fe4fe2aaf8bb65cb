/** Tickets that let somebody in before: a provider may call them valid again, we do not. */
import { deletePast } from "../../platform/database/batches.ts";
import type { Database, Queryable } from "../../platform/database/database.ts";

/** Steam does not say how long its tickets live; a session of a player does not last so long. */
const REMEMBERED_MS = 30 * 24 * 60 * 60_000;

export async function isSeen(db: Queryable, ticketHash: Uint8Array): Promise<boolean> {
  const row = await db.selectFrom("seen_tickets").select("hash").where("hash", "=", ticketHash).executeTakeFirst();
  return row !== undefined;
}

/** Remembers a ticket. Of two at once exactly one is the first. @returns whether it was */
export async function markSeen(db: Queryable, ticketHash: Uint8Array, now: Date): Promise<boolean> {
  const row = await db.insertInto("seen_tickets")
    .values({ hash: ticketHash, expires_at: now.getTime() + REMEMBERED_MS })
    .onConflict((conflict) => conflict.doNothing()).returning("hash").executeTakeFirst();
  return row !== undefined;
}

/** Forgets a batch of tickets that are too old to be shown again. @returns true while there may be more */
export function deleteExpiredSeenTickets(database: Database, now: Date): Promise<boolean> {
  return deletePast(database.write, "seen_tickets", ["hash"], "expires_at", now.getTime());
}
