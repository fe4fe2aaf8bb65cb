/** What operators do to an account, beside suspending it. */
import type { Actor } from "../audit/actor.ts";
import type { Audit } from "../audit/audit.ts";
import { lockAccount } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Revocation } from "../revocation/revocation.ts";

export interface AccountActs {
  /** Ends every session and every token of the account. @throws {AppError} `not_found` */
  revoke(accountId: number, reason: string, by: Actor): Promise<void>;
  /** Takes effect at the account's next call, on every instance. @throws {AppError} `not_found` */
  setRole(accountId: number, role: "player" | "admin", by: Actor): Promise<void>;
}

export interface AccountActsParts extends Pick<Kernel, "database"> {
  readonly audit: Audit;
  readonly revocation: Revocation;
}

export function createAccountActs({ database, audit, revocation }: AccountActsParts): AccountActs {
  return {
    async revoke(accountId, reason, { actor, address }) {
      await database.transaction(async (unit) => {
        await lockAccount(unit, accountId);
        const account = await unit.db.selectFrom("accounts").select("id").where("id", "=", accountId)
          .executeTakeFirst();
        if (account === undefined) throw unknownAccount(accountId);
        await revocation.endAccount(unit, { accountId, reason: "revoked" });
        await audit.record(unit.db, { action: "account.revoke", actor, accountId, address, reason });
      });
    },

    async setRole(accountId, role, { actor, address }) {
      await database.transaction(async (unit) => {
        const result = await unit.db.updateTable("accounts").set({ role }).where("id", "=", accountId)
          .executeTakeFirst();
        if (result.numUpdatedRows === 0n) throw unknownAccount(accountId);
        await audit.record(unit.db, { action: "account.role", actor, accountId, address, reason: role });
        unit.publish({ type: "account_changed", accountId });
      });
    },
  };
}

function unknownAccount(accountId: number): AppError {
  return new AppError("not_found", `Could not find account ${accountId}`);
}
