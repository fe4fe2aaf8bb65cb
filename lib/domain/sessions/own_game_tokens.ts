/** The living families of game tokens of one account. */
import type { Queryable } from "../../platform/database/database.ts";
import { isoTime } from "../../platform/iso_time.ts";

/** Far over what an account has. */
const TOKENS_MAX = 500;

/** Newest first. */
export async function tokensOf(db: Queryable, accountId: number, now: Date) {
  const tokens = await db.selectFrom("game_tokens").selectAll()
    .where("account_id", "=", accountId).where("ended_at", "is", null).where("rotated_at", "is", null)
    .where("expires_at", ">", now.getTime()).orderBy("id", "desc").limit(TOKENS_MAX).execute();
  return tokens.map((row) => ({
    id: row.family_id,
    kind: row.kind,
    server: row.server_id,
    game: row.game_id,
    createdAt: isoTime(row.created_at),
    expiresAt: isoTime(row.expires_at),
    // Asking about a token writes nothing: nobody knows when it was asked for last.
    lastUsed: null,
  }));
}
