/** A player's own sessions and game tokens: what lives, and an end to each. */
import { isoTime, isoTimeOrNull } from "../../platform/iso_time.ts";
import { type Audited, byAccount } from "../audit/audit.ts";
import type { Origin } from "../../platform/origin.ts";
import { lockingAccount, type UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Revocation } from "../revocation/revocation.ts";
import type { Identity } from "./identity.ts";
import { tokensOf } from "./own_game_tokens.ts";

/** Far over what an account has: sessions with a JWT end above 50. */
const ITEMS_MAX = 500;

interface OwnSessionsParts extends Audited, Pick<Kernel, "clock"> {
  readonly revocation: Revocation;
  /** Ends a family of game tokens, as its rotation would. */
  readonly endTokenFamily: (unit: UnitOfWork, input: { accountId: number; familyId: string }) => Promise<void>;
}

export type OwnSessions = ReturnType<typeof createOwnSessions>;

export function createOwnSessions({ database, clock, audit, revocation, endTokenFamily }: OwnSessionsParts) {
  return {
    /** Living ones, the current session first, then the latest used. */
    async list({ accountId, sessionId }: Identity) {
      const now = clock.now().getTime();
      const rows = await database.read.selectFrom("sessions")
        .leftJoin("seats", "seats.session_id", "sessions.id")
        .select([
          "sessions.id",
          "sessions.door",
          "sessions.address",
          "sessions.device",
          "sessions.created_at",
          "sessions.last_active_at",
          "sessions.expires_at",
          "sessions.second_factor",
          "sessions.character_id as session_character_id",
          "seats.game_id",
          "seats.character_id",
        ])
        .where("sessions.account_id", "=", accountId).where("ended_at", "is", null)
        .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", now)]))
        .orderBy("last_active_at", "desc").limit(ITEMS_MAX).execute();
      const sessions = rows.map((row) => ({
        id: row.id,
        door: row.door,
        address: row.address,
        device: row.device,
        gameId: row.game_id,
        character: row.character_id ?? row.session_character_id,
        createdAt: isoTime(row.created_at),
        lastActive: isoTime(row.last_active_at),
        expiresAt: isoTimeOrNull(row.expires_at),
        current: row.id === sessionId,
        secondFactor: row.second_factor === 1,
      }));
      // A session with several sockets may sit in several games: the first is shown.
      const all = [...new Map(sessions.toReversed().map((one) => [one.id, one])).values()].toReversed();
      return {
        sessions: [...all.filter((one) => one.current), ...all.filter((one) => !one.current)],
        gameTokens: await tokensOf(database.read, accountId, clock.now()),
      };
    },

    /** @throws {AppError} `not_found` for one that has ended, or is another's */
    async end({ accountId }: Identity, sessionId: string, origin: Origin): Promise<void> {
      await lockingAccount(database, accountId, async (unit) => {
        const own = await unit.db.selectFrom("sessions").select("id")
          .where("id", "=", sessionId).where("account_id", "=", accountId).executeTakeFirst();
        if (own === undefined || !await revocation.endSession(unit, sessionId, "logged_out")) throw notFound();
        await audit.record(unit.db, byAccount("session.end", accountId, origin, "ended by its player"));
      });
    },

    /** @param tokenId as `list` gives it. @throws {AppError} `not_found` for one that has ended, or is another's */
    async endGameToken({ accountId }: Identity, familyId: string, origin: Origin): Promise<void> {
      await lockingAccount(database, accountId, async (unit) => {
        const own = await unit.db.selectFrom("game_tokens").select("id").where("family_id", "=", familyId)
          .where("account_id", "=", accountId).where("ended_at", "is", null).where(
            "expires_at",
            ">",
            unit.now.getTime(),
          )
          .limit(1).executeTakeFirst();
        if (own === undefined) throw notFound();
        await endTokenFamily(unit, { accountId, familyId });
        await audit.record(unit.db, byAccount("token.revoke", accountId, origin, "ended by its player"));
      });
    },
  };
}

function notFound(): AppError {
  return new AppError("not_found", "This has ended, or is none of yours");
}
