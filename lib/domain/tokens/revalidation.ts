/** Whether a token still holds: what a game server asks again and again, so it costs one indexed look-up, or none. */
import { hashSecret } from "../../platform/crypto/secret_hash.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { type GameToken, type GameTokenKind, type GameTokenRow, stateOf, toGameToken } from "./game_token.ts";
import type { RevalidationCache } from "./revalidation_cache.ts";

export type Revalidation =
  | { readonly valid: true; readonly token: GameToken }
  | { readonly valid: false; readonly reason: "expired" | "revoked" | "unknown" | "wrong_type" };

export interface Revalidator {
  /**
   * @param asker the game server that asks, where that matters: the tokens of another game are unknown to it
   * @throws {AppError} `unavailable`: never a guess
   */
  revalidate(token: string, kind: GameTokenKind, asker?: { readonly gameId: string | null }): Promise<Revalidation>;
  /** The same without waiting, where the answer is kept; else null. */
  kept(token: string, kind: GameTokenKind): Revalidation | null;
}

interface RevalidatorParts extends Pick<Kernel, "database" | "clock"> {
  readonly cache: RevalidationCache;
}

export function createRevalidator(parts: RevalidatorParts): Revalidator {
  const { database, clock, cache } = parts;
  const lookUp = createLookUp(database);

  const judge = (token: GameToken, kind: GameTokenKind): Revalidation => {
    if (token.kind !== kind) return { valid: false, reason: "wrong_type" };
    const state = stateOf(token, clock.now());
    if (state === "live") return { valid: true, token };
    return { valid: false, reason: state === "expired" ? "expired" : "revoked" };
  };

  return {
    async revalidate(text, kind, asker) {
      const token = cache.find(text) ?? await cache.remember(text, () => lookUp(hashSecret(text)));
      if (token === null || !isOfGame(token, asker?.gameId ?? null)) return { valid: false, reason: "unknown" };
      return judge(token, kind);
    },
    kept(text, kind) {
      const token = cache.find(text);
      return token === null ? null : judge(token, kind);
    },
  };
}

/** The one query on the way of every packet. */
function createLookUp({ read, prepare }: Database): (hash: Uint8Array) => Promise<GameToken | null> {
  const query = read.selectFrom("game_tokens").select([
    "id",
    "kind",
    "family_id",
    "account_id",
    "character_id",
    "server_id",
    "game_id",
    "expires_at",
    "family_expires_at",
    "rotated_at",
    "ended_at",
  ]).where("hash", "=", new Uint8Array()).compile();
  const find = prepare<GameTokenRow>("game_token_by_hash", query);
  return async (hash) => {
    const [row] = await find([hash]);
    return row === undefined ? null : toGameToken(row);
  };
}

/** A login token is of no game yet. */
function isOfGame({ bound }: GameToken, gameId: string | null): boolean {
  return gameId === null || bound === null || bound.gameId === gameId;
}
