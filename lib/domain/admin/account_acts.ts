/** What operators do to an account, beside suspending it. */
import { existingAccount } from "../accounts/account.ts";
import type { Actor } from "../audit/actor.ts";
import type { Audited } from "../audit/audit.ts";
import { lockingAccount } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Revocation } from "../revocation/revocation.ts";

export interface AccountActs {
  /** Ends every session and every token of the account. @throws {AppError} `not_found` */
  revoke(accountId: number, reason: string, by: Actor): Promise<void>;
  /** Ends every session of the account, and leaves its game tokens. @throws {AppError} `not_found` */
  endSessions(accountId: number, reason: string, by: Actor): Promise<void>;
  /** @throws {AppError} `not_found` for one that has ended, or is another account's */
  endSession(accountId: number, sessionId: string, reason: string | undefined, by: Actor): Promise<void>;
}

interface AccountActsParts extends Audited {
  readonly revocation: Revocation;
}

export function createAccountActs({ database, audit, revocation }: AccountActsParts): AccountActs {
  return {
    async revoke(accountId, reason, { actor, address }) {
      await lockingAccount(database, accountId, async (unit) => {
        await existingAccount(unit.db, accountId);
        await revocation.endAccount(unit, { accountId, reason: "revoked" });
        await audit.record(unit.db, { action: "account.revoke", actor, accountId, address, reason });
      });
    },

    async endSessions(accountId, reason, { actor, address }) {
      await lockingAccount(database, accountId, async (unit) => {
        await existingAccount(unit.db, accountId);
        const sessions = await unit.db.selectFrom("sessions").select("id").where("account_id", "=", accountId)
          .where("ended_at", "is", null).execute();
        for (const { id } of sessions) await revocation.endSession(unit, id, "revoked");
        await audit.record(unit.db, { action: "session.end", actor, accountId, address, reason: `all: ${reason}` });
      });
    },

    async endSession(accountId, sessionId, reason, { actor, address }) {
      await database.transaction(async (unit) => {
        const session = await unit.db.selectFrom("sessions").select("id").where("id", "=", sessionId)
          .where("account_id", "=", accountId).executeTakeFirst();
        if (session === undefined || !await revocation.endSession(unit, sessionId, "revoked")) {
          throw new AppError("not_found", "Could not end the session: there is none that lives");
        }
        await audit.record(unit.db, { action: "session.end", actor, accountId, address, reason: reason ?? null });
      });
    },
  };
}
