/** Sessions of players who come with a JWT: opened by a login, verified on every call, refreshed, ended. */
import type { Account } from "../accounts/account.ts";
import type { Origin } from "../../platform/origin.ts";
import { byAccount } from "../audit/audit.ts";
import type { Bans } from "../bans/bans.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { SessionActivity } from "./activity.ts";
import type { Identity, SessionClaims } from "./identity.ts";
import { type NativeSession, openNative } from "./native_sessions.ts";
import type { Revocation } from "../revocation/revocation.ts";
import { createRefresh, refreshedBefore, type RefreshParts } from "./refresh.ts";
import { createSessionReader } from "./session_reader.ts";
import type { VerifiedTokens } from "./verified_tokens.ts";

/** Live sessions an account may have with a JWT; the one idle for the longest ends for the next. */
const SESSIONS_PER_ACCOUNT_MAX = 50;

interface SessionsParts extends RefreshParts, Pick<Kernel, "database" | "clock"> {
  readonly bans: Pick<Bans, "checkMac">;
  readonly verified: VerifiedTokens;
  readonly activity: SessionActivity;
  readonly revocation: Revocation;
}

/** What a login proved. */
interface LoginProof {
  /** False for a login that counts as no proof of the account: docs/contract-accounts.md, "Confirmation". Default true. */
  readonly proven?: boolean;
  /** True for one with both factors. Default false. */
  readonly secondFactor?: boolean;
}

export interface Sessions {
  /** Opens a session in the transaction of the login. @returns its first token */
  open(unit: UnitOfWork, account: Account, origin: Origin, proof?: LoginProof): Promise<string>;
  /** Opens a native line's, as `native_sessions.ts` says. */
  openNative(unit: UnitOfWork, session: NativeSession): Promise<void>;
  /**
   * Who the bearer is. Remembered until the session ends.
   * @throws {AppError} `invalid_token`, `token_expired`, `wrong_token_type`, `account_banned`, `account_suspended`,
   * `unavailable`
   */
  verify(token: string): Promise<Identity>;
  /** The same, and null for a token that does not hold. @throws {AppError} `unavailable` */
  find(token: string): Promise<Identity | null>;
  /** The same without waiting, when the token was verified a moment ago; else null. */
  verified(token: string): Identity | null;
  /** Notes that the session is active, for those who do not bring its token each time. */
  touch(identity: Identity): void;
  /**
   * A new token for the same session; the old one is refused from then on, but for 10 s refreshes once more, to the same.
   * @throws {AppError} as `verify`
   */
  refresh(token: string, origin: Origin): Promise<string>;
  /**
   * In the transaction that gives the account another name and proves it: the session goes on with the very token that
   * it has. @returns a token that is as good, and says the new name
   */
  rename(unit: UnitOfWork, identity: Identity, account: Account): Promise<string>;
  /** Ends the session. `by` is who else than its player does it, and why. */
  logOut(identity: Identity, origin: Origin, by?: { actor: string; reason: string }): Promise<void>;
  /** Ends every session and every token of the account. */
  logOutEverywhere(identity: Identity, origin: Origin): Promise<void>;
}

export function createSessions(parts: SessionsParts): Sessions {
  const { database, random, audit, bans, signer, verified, activity, revocation, jwtExpirationSeconds } = parts;

  const refreshIn = createRefresh(parts);
  const expiryFrom = (now: Date) => now.getTime() + jwtExpirationSeconds * 1_000;

  const readSession = createSessionReader(parts);
  const read = async (token: string) => await readSession(await signer.verify(token));

  /** Its first use then costs what every other does. */
  const signAndKeep = (unit: UnitOfWork, claims: Omit<SessionClaims, "exp">, lifetimeSeconds: number) => {
    const token = signer.sign(claims, lifetimeSeconds, unit.now);
    keepFresh(unit, token, { ...claims, exp: Math.floor(unit.now.getTime() / 1_000) + lifetimeSeconds });
    return token;
  };
  const keepFresh = (unit: UnitOfWork, token: string, claims: SessionClaims) =>
    // Whatever is wrong with it, the first who brings it is told.
    unit.afterCommit(async () => void await verified.remember(token, () => readSession(claims)).catch(() => {}));

  return {
    async open(unit, account, origin, { proven = true, secondFactor = false } = {}) {
      const now = unit.now.getTime();
      const sid = random.uuid();
      const jti = random.uuid();
      await endSurplus(unit, account.id, revocation);
      await unit.db.insertInto("sessions").values({
        id: sid,
        account_id: account.id,
        door: origin.door,
        address: origin.address,
        mac_key: null,
        character_id: null,
        token_id: jti,
        created_at: now,
        last_active_at: now,
        expires_at: expiryFrom(unit.now),
        ended_at: null,
        end_reason: null,
        proven_at: proven ? now : null,
        second_factor: secondFactor ? 1 : 0,
        device: origin.device ?? null,
      }).execute();
      const claims = { sub: String(account.id), username: account.username, sid, jti };
      return signAndKeep(unit, claims, jwtExpirationSeconds);
    },

    openNative: (unit, session) => openNative(unit, session, bans),

    verified(token) {
      const identity = verified.find(token);
      if (identity !== null) activity.touch(identity.sessionId);
      return identity;
    },

    async verify(token) {
      const identity = verified.find(token) ?? await verified.remember(token, () => read(token));
      activity.touch(identity.sessionId);
      return identity;
    },

    async find(token) {
      try {
        return verified.find(token) ?? await read(token);
      } catch (error) {
        if (error instanceof AppError && error.code !== "unavailable") return null;
        throw error;
      }
    },

    touch: ({ sessionId }) => activity.touch(sessionId),

    async refresh(token, origin) {
      const claims = await signer.verify(token);
      const fresh = await database.transaction(async (unit) => {
        const refreshed = await refreshIn(unit, claims, origin);
        if (refreshed !== null) keepFresh(unit, refreshed.token, refreshed.claims);
        return refreshed;
      });
      if (fresh !== null) return fresh.token;
      await readSession(claims); // says what is worse: a ban, an end
      throw refreshedBefore();
    },

    async rename(unit, { sessionId: sid, tokenId: jti, expiresAt }, { id, username }) {
      await unit.db.updateTable("sessions").set({ proven_at: unit.now.getTime() }).where("id", "=", sid).execute();
      const lifetimeSeconds = Math.max(1, Math.floor((expiresAt.getTime() - unit.now.getTime()) / 1_000));
      return signAndKeep(unit, { sub: String(id), username, sid, jti }, lifetimeSeconds);
    },

    async logOut(identity, origin, by) {
      await database.transaction(async (unit) => {
        const reason = by === undefined ? "logged_out" : "revoked";
        if (!await revocation.endSession(unit, identity.sessionId, reason)) return;
        const entry = byAccount("session.end", identity.accountId, origin, by?.reason ?? "logged out");
        await audit.record(unit.db, { ...entry, ...(by === undefined ? {} : { actor: by.actor }) });
      });
    },

    async logOutEverywhere(identity, origin) {
      await database.transaction(async (unit) => {
        await revocation.endAccount(unit, { accountId: identity.accountId, reason: "logged_out" });
        await audit.record(unit.db, byAccount("session.end", identity.accountId, origin, "logged out everywhere"));
      });
    },
  };
}

async function endSurplus(unit: UnitOfWork, accountId: number, revocation: Revocation): Promise<void> {
  const surplus = await unit.db.selectFrom("sessions").select("id").where("account_id", "=", accountId)
    .where("ended_at", "is", null).where("token_id", "is not", null).orderBy("last_active_at", "desc")
    .offset(SESSIONS_PER_ACCOUNT_MAX - 1).limit(10).execute();
  for (const { id } of surplus) await revocation.endSession(unit, id, "expired");
}
