/** A login or character token as the database holds it: docs/contract.md, "Game servers". */
import { hashSecret } from "../../platform/crypto/secret_hash.ts";
import type { Queryable } from "../../platform/database/database.ts";
import type { Row } from "../../platform/database/schema.ts";

export type GameTokenKind = Row<"game_tokens">["kind"];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const LIFETIME_MS: Readonly<Record<GameTokenKind, number>> = { login: HOUR_MS, character: DAY_MS };
/** However often it is rotated, a family ends so long after its first token. */
export const FAMILY_LIFETIME_MS = 30 * DAY_MS;
/** So long after a rotation the old token is taken for a loser of the race, not for a stolen one. */
export const ROTATION_GRACE_MS = 10_000;

export type GameToken = Readonly<ReturnType<typeof toGameToken>>;

/** What a character token is good for. */
export interface Binding {
  readonly characterId: number;
  readonly serverId: string;
  readonly gameId: string;
}

/** A token that was made just now: the one moment at which its text is known. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** `rotated` and `ended` come before `expired`: they are the stronger news. */
export function stateOf(token: GameToken, now: Date): "live" | "ended" | "rotated" | "expired" {
  if (token.endedAt !== null) return "ended";
  if (token.rotatedAt !== null) return "rotated";
  return token.expiresAt > now ? "live" : "expired";
}

/** The row of a token's text, whatever has become of it; null for a text that is none, or one gone long ago. */
export async function findGameToken(db: Queryable, token: string): Promise<GameToken | null> {
  const row = await db.selectFrom("game_tokens").selectAll().where("hash", "=", hashSecret(token)).executeTakeFirst();
  return row === undefined ? null : toGameToken(row);
}

export type GameTokenRow = Omit<Row<"game_tokens">, "hash" | "created_at" | "end_reason">;

export function toGameToken(row: GameTokenRow) {
  return {
    id: row.id,
    kind: row.kind,
    /** The same for every token that descends from one by rotation. */
    familyId: row.family_id,
    accountId: row.account_id,
    /** A character token's character, server and game; null for a login token. */
    bound: row.character_id === null || row.server_id === null || row.game_id === null
      ? null
      : { characterId: row.character_id, serverId: row.server_id, gameId: row.game_id },
    expiresAt: new Date(row.expires_at),
    familyExpiresAt: new Date(row.family_expires_at),
    rotatedAt: row.rotated_at === null ? null : new Date(row.rotated_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
  };
}
