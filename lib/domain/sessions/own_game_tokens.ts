/** The living lines of game tokens of one account. */
import type { Queryable } from "../../platform/database/database.ts";

export interface OwnGameToken {
  readonly id: string;
  readonly kind: "login" | "character";
  readonly server: string | null;
  readonly game: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsed: string | null;
}

/** Far over what an account has. */
const TOKENS_MAX = 500;

/** Newest first. */
export async function tokensOf(db: Queryable, accountId: number, now: Date): Promise<OwnGameToken[]> {
  const tokens = await db.selectFrom("game_tokens").selectAll()
    .where("account_id", "=", accountId).where("ended_at", "is", null).where("rotated_at", "is", null)
    .where("expires_at", ">", now.getTime()).orderBy("id", "desc").limit(TOKENS_MAX).execute();
  return tokens.map((row) => ({
    id: row.family_id,
    kind: row.kind,
    server: row.server_id,
    game: row.game_id,
    createdAt: new Date(row.created_at).toISOString(),
    expiresAt: new Date(row.expires_at).toISOString(),
    // Asking about a token writes nothing: nobody knows when it was asked for last.
    lastUsed: null,
  }));
}
