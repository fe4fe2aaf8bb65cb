/** What an account is secured by, as a whole: told, and changed where it is neither the app's nor a passkey's own affair. */
import type { CredentialSchemes } from "../accounts/credential_schemes.ts";
import type { Origin } from "../../platform/origin.ts";
import type { WaysIn } from "../accounts/ways_in.ts";
import { type Audited, byAccount } from "../audit/audit.ts";
import type { Revocation } from "../revocation/revocation.ts";
import { lockingAccount, type UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Notices } from "./notices.ts";
import type { RecoveryCodes } from "./recovery_codes.ts";
import type { Caller } from "./totp.ts";
import { hasSecondFactor } from "./totp_secrets.ts";

interface SecurityOverview {
  readonly hasPassword: boolean;
  readonly secondFactor: boolean;
  readonly recoveryCodesLeft: number;
}

interface AccountSecurityParts extends Audited {
  readonly revocation: Revocation;
  readonly schemes: Pick<CredentialSchemes, "removeAll">;
  readonly waysIn: WaysIn;
  readonly recoveryCodes: RecoveryCodes;
  readonly notices: Notices;
}

export type AccountSecurity = ReturnType<typeof createAccountSecurity>;

export function createAccountSecurity(parts: AccountSecurityParts) {
  const { database, audit, revocation, schemes, waysIn, recoveryCodes, notices } = parts;
  const removalHooks: ((unit: UnitOfWork, accountId: number, origin: Origin) => Promise<void>)[] = [];
  return {
    async overview(accountId: number): Promise<SecurityOverview> {
      const db = database.read;
      return {
        hasPassword: await waysIn.hasPassword(db, accountId),
        secondFactor: await hasSecondFactor(db, accountId),
        recoveryCodesLeft: await recoveryCodes.count(db, accountId),
      };
    },

    /** Ends the older codes. @returns ten new ones */
    async renewRecoveryCodes({ accountId, origin }: Caller): Promise<string[]> {
      return await lockingAccount(database, accountId, async (unit) => {
        const codes = await recoveryCodes.renew(unit, accountId, origin);
        await notices.recoveryCodesRenewed(unit, { accountId, origin });
        return codes;
      });
    },

    /**
     * The account has no password from now on; every other session and every token ends.
     * @throws {AppError} `last_way_in` without a passkey or recovery codes, `not_found` where there is no password
     */
    async removePassword({ accountId, sessionId, origin }: Caller): Promise<void> {
      await lockingAccount(database, accountId, async (unit) => {
        if (!await waysIn.hasPassword(unit.db, accountId)) {
          throw new AppError("not_found", "This account has no password");
        }
        const isSafe = await waysIn.hasPasskey(unit.db, accountId) && await recoveryCodes.count(unit.db, accountId) > 0;
        if (!isSafe) throw new AppError("last_way_in", "Without a passkey and recovery codes the password must stay");
        await unit.db.updateTable("accounts")
          .set((eb) => ({ password_hash: null, credential_version: eb("credential_version", "+", 1) }))
          .where("id", "=", accountId).execute();
        // What a game module derived from it would prove it still.
        await schemes.removeAll(unit.db, accountId);
        for (const hook of removalHooks) await hook(unit, accountId, origin);
        await revocation.endAccount(unit, { accountId, reason: "security_changed", exceptSessionId: sessionId });
        await audit.record(unit.db, byAccount("account.password", accountId, origin, "removed"));
        await notices.passwordRemoved(unit, { accountId, origin });
      });
    },

    /** Adds work to the transaction that removes a password. */
    onPasswordRemoved: (hook: (unit: UnitOfWork, accountId: number, origin: Origin) => Promise<void>): void =>
      void removalHooks.push(hook),
  };
}
