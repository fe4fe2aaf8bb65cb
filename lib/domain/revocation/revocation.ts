/**
 * The one place where sessions and tokens are ended: by a ban, a changed password, an operator or the player. Everything
 * happens in the caller's transaction, and what was cached or is connected hears of it with the commit.
 */
import { inBatches } from "../../platform/database/batches.ts";
import { lockAccount, type UnitOfWork } from "../../platform/database/database.ts";
import type { SessionEndReason } from "../../platform/database/events.ts";

/** Sessions of one MAC that end by one statement, and by one event. */
const MAC_BATCH = 100;

export type Revocation = ReturnType<typeof createRevocation>;

export function createRevocation() {
  return {
    /** Ends every session and every login and character token of the account, but for one session that may go on. */
    async endAccount(unit: UnitOfWork, { accountId, reason, exceptSessionId, keepTickets = false }: {
      accountId: number;
      reason: SessionEndReason;
      exceptSessionId?: string;
      /** WildStar's tickets stay at a ban, so that its Auth door can say why; elsewhere they end too. */
      keepTickets?: boolean;
    }): Promise<void> {
      // A login at the same time either is over, and ends here, or waits, and then sees why it may not go on.
      await lockAccount(unit, accountId);
      const ended = { ended_at: unit.now.getTime(), end_reason: reason };
      let sessions = unit.db.updateTable("sessions").set(ended)
        .where("account_id", "=", accountId).where("ended_at", "is", null);
      let seats = unit.db.deleteFrom("seats").where("account_id", "=", accountId);
      if (exceptSessionId !== undefined) {
        sessions = sessions.where("id", "!=", exceptSessionId);
        seats = seats.where("session_id", "!=", exceptSessionId);
      }
      await sessions.execute();
      await seats.execute();
      await unit.db.updateTable("game_tokens").set(ended)
        .where("account_id", "=", accountId).where("ended_at", "is", null).execute();
      if (!keepTickets) await unit.db.deleteFrom("tickets").where("account_id", "=", accountId).execute();
      unit.publish({ type: "account_ended", accountId, reason, exceptSessionId: exceptSessionId ?? null });
      unit.publish({ type: "game_tokens_ended", accountId });
    },

    /** Ends one session. @returns false if it was ended before */
    async endSession(unit: UnitOfWork, sessionId: string, reason: SessionEndReason): Promise<boolean> {
      const result = await unit.db.updateTable("sessions")
        .set({ ended_at: unit.now.getTime(), end_reason: reason })
        .where("id", "=", sessionId).where("ended_at", "is", null).executeTakeFirst();
      if (result.numUpdatedRows === 0n) return false;
      await unit.db.deleteFrom("seats").where("session_id", "=", sessionId).execute();
      unit.publish({ type: "sessions_ended", sessionIds: [sessionId], reason });
      return true;
    },

    /** Ends the sessions of native clients that named this MAC. @param macKey as `lib/domain/bans/mac_address.ts` folds it */
    async endSessionsOfMac(unit: UnitOfWork, macKey: string): Promise<void> {
      // Events have a largest size as well.
      await inBatches(MAC_BATCH, async (size) => {
        const living = unit.db.selectFrom("sessions").select("id").where("mac_key", "=", macKey)
          .where("ended_at", "is", null).limit(size);
        const rows = await unit.db.updateTable("sessions")
          .set({ ended_at: unit.now.getTime(), end_reason: "banned" })
          .where("id", "in", living).returning("id").execute();
        const sessionIds = rows.map((row) => row.id);
        if (sessionIds.length === 0) return 0;
        await unit.db.deleteFrom("seats").where("session_id", "in", sessionIds).execute();
        unit.publish({ type: "sessions_ended", sessionIds, reason: "banned" });
        return sessionIds.length;
      });
    },
  };
}
