/** A new token for a session that goes on: one at a time, and once more for an answer that was lost. */
import type { Origin } from "../../platform/origin.ts";
import { type Audit, byAccount } from "../audit/audit.ts";
import { CLOCK_SKEW_MS_MAX } from "../../platform/clock.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { SessionClaims, SessionSigner } from "./identity.ts";

/** For so long the replaced token may refresh once more: its answer was lost, or two tabs asked at once. */
const ONCE_MORE_MS = 10_000;
const DAY_MS = 24 * 60 * 60_000;

export interface RefreshParts extends Pick<Kernel, "random"> {
  readonly audit: Audit;
  readonly signer: SessionSigner;
  readonly jwtExpirationSeconds: number;
  /** After its login no refresh lets a session live longer. */
  readonly sessionDaysMax: number;
}

interface Refreshed {
  readonly accountId: number;
  readonly username: string;
  readonly tokenId: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

interface FreshToken {
  readonly token: string;
  readonly claims: SessionClaims;
}

/**
 * The token that follows the one with these claims; null where that one may not refresh (any more). A token that was
 * replaced up to 10 s ago gets its successor once more: the same text, so that both who hold it go on.
 */
type RefreshIn = (unit: UnitOfWork, claims: SessionClaims, origin: Origin) => Promise<FreshToken | null>;

export function createRefresh(parts: RefreshParts): RefreshIn {
  const { random, audit, signer, jwtExpirationSeconds, sessionDaysMax } = parts;

  const replace = async (unit: UnitOfWork, { sid, sub, jti }: SessionClaims): Promise<Refreshed | null> => {
    const session = await unit.db.selectFrom("sessions").innerJoin("accounts", "accounts.id", "sessions.account_id")
      .select(["sessions.account_id", "sessions.created_at", "sessions.expires_at", "accounts.username"])
      .where("sessions.id", "=", sid).where("sessions.account_id", "=", Number(sub)).executeTakeFirst();
    if (session === undefined) return null;
    const nowMs = unit.now.getTime();
    const longestMs = session.created_at + sessionDaysMax * DAY_MS;
    const expiresAtMs = Math.max(
      session.expires_at ?? 0,
      Math.min(nowMs + jwtExpirationSeconds * 1_000, longestMs),
    );
    const tokenId = random.uuid();
    const result = await unit.db.updateTable("sessions").set({
      token_id: tokenId,
      replaced_token_id: jti,
      refreshed_at: nowMs,
      expires_at: expiresAtMs,
      last_active_at: nowMs,
    }).where("id", "=", sid).where("token_id", "=", jti).where("ended_at", "is", null).executeTakeFirst();
    if (result.numUpdatedRows === 0n) return null;
    unit.publish({ type: "token_replaced", sessionId: sid });
    const { account_id: accountId, username } = session;
    return { accountId, username, tokenId, issuedAtMs: nowMs, expiresAtMs };
  };

  const repeat = async (unit: UnitOfWork, { sid, sub, jti }: SessionClaims): Promise<Refreshed | null> => {
    const nowMs = unit.now.getTime();
    const session = await unit.db.updateTable("sessions").set({ replaced_token_id: null, last_active_at: nowMs })
      .where("id", "=", sid).where("account_id", "=", Number(sub)).where("replaced_token_id", "=", jti)
      .where("ended_at", "is", null).where("refreshed_at", ">=", nowMs - ONCE_MORE_MS)
      .where("refreshed_at", "<=", nowMs + CLOCK_SKEW_MS_MAX)
      .returning(["account_id", "token_id", "refreshed_at", "expires_at"]).executeTakeFirst();
    if (session === undefined || session.token_id === null) return null;
    const { username } = await unit.db.selectFrom("accounts").select("username")
      .where("id", "=", session.account_id).executeTakeFirstOrThrow();
    return {
      accountId: session.account_id,
      username,
      tokenId: session.token_id,
      issuedAtMs: session.refreshed_at ?? nowMs,
      expiresAtMs: session.expires_at ?? nowMs,
    };
  };

  return async (unit, claims, origin) => {
    const refreshed = await replace(unit, claims) ?? await repeat(unit, claims);
    if (refreshed === null) return null;
    const { accountId, username, tokenId, issuedAtMs, expiresAtMs } = refreshed;
    await audit.record(unit.db, byAccount("session.refresh", accountId, origin));
    const lifetimeSeconds = Math.floor(expiresAtMs / 1_000) - Math.floor(issuedAtMs / 1_000);
    const fresh = { sub: claims.sub, username, sid: claims.sid, jti: tokenId };
    const token = signer.sign(fresh, lifetimeSeconds, new Date(issuedAtMs));
    return { token, claims: { ...fresh, exp: Math.floor(expiresAtMs / 1_000) } };
  };
}

/** For whoever brings a token that may not refresh, and is no worse. */
export function refreshedBefore(): AppError {
  return new AppError("invalid_token", "This token was refreshed before");
}
