/**
 * Passwords that open one game's doors and nothing else. Only a keyed hash is kept, and what the game's module derives of
 * it for its protocol, sealed: 80 random bits cannot be guessed, even by a fast hash.
 */
import { createHmac } from "node:crypto";
import { isEqualConstantTime } from "../../platform/crypto/constant_time.ts";
import type { DeriveKey } from "../../platform/crypto/hkdf.ts";
import type { SecretBox } from "../../platform/crypto/secret_box.ts";
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import { legibleText } from "../../platform/legible.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { emailKey } from "../accounts/rules.ts";
import type { NativeGame } from "./native_games.ts";

/** 80 bits. */
const CHARACTERS = 16;
const DECOY = "game_password_secrets:nobody";
/** About as many as a secret has. */
const DECOY_BYTES = 144;

interface NewGamePassword {
  /** Shown once. */
  readonly password: string;
  readonly secrets: readonly { readonly scheme: string; readonly secret: Uint8Array }[];
}

export interface GamePasswords {
  /** Makes one up and derives of it what the game's module needs: costs time, so before a transaction opens. */
  create(game: NativeGame, logins: { username: string; email: string | null }): Promise<NewGamePassword>;
  /** Replaces the older one. */
  store(unit: UnitOfWork, accountId: number, gameId: string, made: NewGamePassword): Promise<void>;
  /** @returns false where there was none */
  remove(unit: UnitOfWork, accountId: number, gameId: string): Promise<boolean>;
  isRight(of: { accountId: number; gameId: string; hash: Uint8Array }, password: string): boolean;
  /** What the module derived of it; null, at the same cost, where there is none. */
  readSecret(db: Queryable, of: { accountId: number; gameId: string; scheme: string }): Promise<Uint8Array | null>;
}

export function createGamePasswords(
  parts: Pick<Kernel, "random"> & { readonly deriveKey: DeriveKey; readonly box: SecretBox },
): GamePasswords {
  const { random, box } = parts;
  const key = parts.deriveKey("game passwords", 32);
  const place = (accountId: number, gameId: string, scheme: string) =>
    `game_password_secrets:${accountId}:${gameId}:${scheme}`;
  // Over the account and the game: moved to another row it proves nothing.
  const hashOf = (accountId: number, gameId: string, password: string) =>
    new Uint8Array(createHmac("sha256", key).update(`${accountId} ${gameId} ${password}`).digest());
  let decoy: Promise<Uint8Array> | null = null;

  return {
    async create(game, { username, email }) {
      const password = legibleText(random.bytes(CHARACTERS));
      const secrets = await Promise.all(game.schemes.flatMap((scheme) => {
        const login = scheme.needs === "username" ? username : email === null ? null : emailKey(email);
        if (login === null) return [];
        return [scheme.derive({ login, password }).then((secret) => ({ scheme: scheme.name, secret }))];
      }));
      return { password, secrets };
    },

    async store(unit, accountId, gameId, { password, secrets }) {
      const hash = hashOf(accountId, gameId, password);
      const of = { account_id: accountId, game_id: gameId };
      await unit.db.insertInto("game_passwords")
        .values({ ...of, hash, created_at: unit.now.getTime(), last_used_at: null, last_address: null }).execute();
      for (const { scheme, secret } of secrets) {
        const sealed = await box.seal(secret, place(accountId, gameId, scheme));
        await unit.db.insertInto("game_password_secrets").values({ ...of, scheme, secret: sealed }).execute();
      }
    },

    async remove(unit, accountId, gameId) {
      await unit.db.deleteFrom("game_password_secrets")
        .where("account_id", "=", accountId).where("game_id", "=", gameId).execute();
      const { numDeletedRows } = await unit.db.deleteFrom("game_passwords")
        .where("account_id", "=", accountId).where("game_id", "=", gameId).executeTakeFirst();
      return numDeletedRows > 0n;
    },

    isRight: ({ accountId, gameId, hash }, password) => isEqualConstantTime(hashOf(accountId, gameId, password), hash),

    async readSecret(db, { accountId, gameId, scheme }) {
      const row = await db.selectFrom("game_password_secrets").select("secret")
        .where("account_id", "=", accountId).where("game_id", "=", gameId).where("scheme", "=", scheme)
        .executeTakeFirst();
      if (row !== undefined) return await box.open(row.secret, place(accountId, gameId, scheme));
      decoy ??= box.seal(new Uint8Array(DECOY_BYTES), DECOY);
      await box.open(await decoy, DECOY);
      return null;
    },
  };
}
