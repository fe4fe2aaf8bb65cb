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
  };
}

function unknownAccount(accountId: number): AppError {
  return new AppError("not_found", `Could not find account ${accountId}`);
}
