/** Login and character tokens: issued, used, rotated, revoked: docs/contract.md, "Tokens, sessions, seats". */
import type { Origin } from "../../platform/origin.ts";
import { findDeleting } from "../accounts/deleting.ts";
import { findSuspension, suspensionError } from "../accounts/suspensions.ts";
import { type AuditAction, type Audited, byAccount } from "../audit/audit.ts";
import { CLOCK_SKEW_MS_MAX } from "../../platform/clock.ts";
import { lockAccount, type UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import {
  type Binding,
  findGameToken,
  type GameToken,
  type GameTokenKind,
  type IssuedToken,
  ROTATION_GRACE_MS,
  stateOf,
  toGameToken,
} from "./game_token.ts";
import type { GameTokenEnds } from "./game_token_ends.ts";
import type { GameTokenFamilies, TokenOwner } from "./game_token_families.ts";

export interface GameTokensParts extends Audited {
  readonly families: GameTokenFamilies;
  readonly tokenEnds: GameTokenEnds;
  /** Hears what happened to a token, once it is committed. For the metrics. */
  readonly onEvent?: (kind: GameTokenKind, event: GameTokenEvent) => void;
}

type GameTokenEvent = "issued" | "rotated" | "reused" | "revoked";

export interface GameTokens {
  /** Begins a family, in the transaction of the login, which holds the account's lock. */
  issueLogin(unit: UnitOfWork, accountId: number, origin: Origin): Promise<IssuedToken>;
  /** Begins a family, in the transaction that chose the character and holds the account's lock. */
  issueCharacter(unit: UnitOfWork, accountId: number, bound: Binding, origin: Origin): Promise<IssuedToken>;
  /**
   * The live token, under the lock of its account; or the refusal, which is to be thrown once the transaction is
   * committed: a family may have ended with it.
   * @throws {AppError} `invalid_token`, `wrong_token_type`
   */
  present(unit: UnitOfWork, token: string, kind: GameTokenKind, origin: Origin): Promise<GameToken | AppError>;
  /**
   * The next token of the family; the old one is dead from then on. Of many at once exactly one succeeds.
   * @throws {AppError} `invalid_token`, `wrong_token_type`, `token_expired`, `token_rotated`, `account_banned`,
   * `account_suspended`
   */
  rotate(input: { token: string; kind: GameTokenKind; origin: Origin }): Promise<IssuedToken>;
  /** Whose token it is, live or not; null for one that nobody knows. */
  ownerOf(token: string): Promise<number | null>;
  /** Ends the token's family, if there is one. @param by an operator and the reason; else it was the bearer */
  revoke(input: { token: string; origin: Origin; by?: { actor: string; reason: string } }): Promise<void>;
}

export function createGameTokens(parts: GameTokensParts): GameTokens {
  const { database, audit, families, tokenEnds } = parts;

  const record = (unit: UnitOfWork, action: AuditAction, owner: TokenOwner, origin: Origin, note?: string) =>
    audit.record(
      unit.db,
      byAccount(action, owner.accountId, origin, describe(owner, note)),
    );

  const tell = (unit: UnitOfWork, { kind }: TokenOwner, event: GameTokenEvent) =>
    unit.afterCommit(() => parts.onEvent?.(kind, event));

  const begin = async (unit: UnitOfWork, owner: TokenOwner, origin: Origin) => {
    await record(unit, "token.issue", owner, origin);
    tell(unit, owner, "issued");
    return await families.begin(unit, owner);
  };

  /** Whoever ends an account's tokens holds this lock, so no token is born that the end does not see. */
  const lockOwner = async (unit: UnitOfWork, text: string, kind: GameTokenKind): Promise<GameToken> => {
    const known = await findGameToken(unit.db, text);
    if (known === null) throw unknownToken();
    if (known.kind !== kind) {
      throw new AppError("wrong_token_type", `This is a ${known.kind} token, not a ${kind} token`);
    }
    await lockAccount(unit, known.accountId);
    return known;
  };

  /** Why a token cannot be used. A rotated one that comes back too late is taken for stolen: its family ends. */
  const refuse = async (unit: UnitOfWork, token: GameToken, origin: Origin): Promise<AppError> => {
    const now = unit.now;
    const suspension = await findSuspension(unit.db, token.accountId, now);
    if (suspension !== null) return suspensionError(suspension);
    const deleting = await findDeleting(unit.db, token.accountId);
    if (deleting !== null) return deleting;
    if (token.endedAt !== null) return new AppError("invalid_token", `This ${token.kind} token was revoked`);
    if (token.rotatedAt === null) return new AppError("token_expired", `This ${token.kind} token has expired`);
    const rotatedMs = now.getTime() - token.rotatedAt.getTime();
    if (rotatedMs <= ROTATION_GRACE_MS && rotatedMs >= -CLOCK_SKEW_MS_MAX) {
      return new AppError("token_rotated", `This ${token.kind} token was rotated a moment ago`);
    }
    await tokenEnds.endFamily(unit, token, "reused");
    await record(unit, "token.reuse", token, origin, "came back after its rotation, so the whole family was revoked");
    tell(unit, token, "reused");
    return new AppError("invalid_token", `This ${token.kind} token was rotated before`);
  };

  return {
    issueLogin: (unit, accountId, origin) => begin(unit, { kind: "login", accountId, bound: null }, origin),
    issueCharacter: (unit, accountId, bound, origin) => begin(unit, { kind: "character", accountId, bound }, origin),

    async present(unit, text, kind, origin) {
      await lockOwner(unit, text, kind);
      const token = await findGameToken(unit.db, text);
      if (token === null) return unknownToken();
      return stateOf(token, unit.now) === "live" ? token : await refuse(unit, token, origin);
    },

    async rotate({ token: text, kind, origin }) {
      const result = await database.transaction(async (unit) => {
        const { id } = await lockOwner(unit, text, kind);
        const now = unit.now.getTime();
        // The one statement that decides who wins.
        const row = await unit.db.updateTable("game_tokens").set({ rotated_at: now }).where("id", "=", id)
          .where("rotated_at", "is", null).where("ended_at", "is", null).where("expires_at", ">", now)
          .returningAll().executeTakeFirst();
        if (row === undefined) {
          const loser = await findGameToken(unit.db, text);
          return loser === null ? unknownToken() : await refuse(unit, loser, origin);
        }
        const rotated = toGameToken(row);
        unit.publish({ type: "game_tokens_ended", accountId: rotated.accountId });
        await record(unit, "token.rotate", rotated, origin);
        tell(unit, rotated, "rotated");
        return await families.continue(unit, rotated);
      });
      if (result instanceof AppError) throw result;
      return result;
    },

    ownerOf: async (token) => (await findGameToken(database.read, token))?.accountId ?? null,

    async revoke({ token: text, origin, by }) {
      await database.transaction(async (unit) => {
        const known = await findGameToken(unit.db, text);
        if (known === null) return;
        await lockAccount(unit, known.accountId);
        const token = await findGameToken(unit.db, text);
        if (token === null || token.endedAt !== null) return;
        await tokenEnds.endFamily(unit, token, "revoked");
        const entry = byAccount("token.revoke", token.accountId, origin, describe(token, by?.reason));
        await audit.record(unit.db, { ...entry, ...(by === undefined ? {} : { actor: by.actor }) });
        tell(unit, token, "revoked");
      });
    },
  };
}

function unknownToken(): AppError {
  return new AppError("invalid_token", "There is no such token");
}

function describe({ kind, bound }: TokenOwner, note?: string): string {
  const what = bound === null ? `${kind} token` : `${kind} token of char_${bound.characterId} on ${bound.serverId}`;
  return note === undefined ? what : `${what}: ${note}`;
}
