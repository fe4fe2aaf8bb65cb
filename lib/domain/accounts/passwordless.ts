/** What an account without a password changes: who may is asked before, by a confirmation in place of the password. */
import { type AuditAction, type Audited, byAccount } from "../audit/audit.ts";
import type { Revocation } from "../revocation/revocation.ts";
import type { PasswordHasher } from "../../platform/crypto/password_hasher.ts";
import { lockAccount, lockingAccount, type UnitOfWork } from "../../platform/database/database.ts";
import { AppError, invalidInput } from "../../platform/errors.ts";
import { findAccount, getAccount } from "./account.ts";
import type { Accounts } from "./accounts.ts";
import type { AccountEvents } from "./account_events.ts";
import type { CredentialSchemes } from "./credential_schemes.ts";
import { raiseCredentialVersion, writeCredentials } from "./credentials.ts";
import type { DoorAccess } from "./door_access.ts";
import type { Origin } from "../../platform/origin.ts";
import type { CheckNewPassword } from "./new_password.ts";
import type { CheckReserved } from "./reserved.ts";
import { checkEmail, emailKey } from "./rules.ts";
import { takenError } from "./taken.ts";
import type { WaysIn } from "./ways_in.ts";

interface PasswordlessParts extends Audited {
  readonly hasher: PasswordHasher;
  readonly schemes: CredentialSchemes;
  readonly waysIn: WaysIn;
  readonly revocation: Revocation;
  readonly checkNewPassword: CheckNewPassword;
  readonly doors: Pick<DoorAccess, "endGamePasswords">;
  readonly accountEvents: Pick<AccountEvents, "passwordChanged" | "emailChanged">;
  readonly accounts: Pick<Accounts, "countRefusals">;
  readonly checkReserved: CheckReserved;
}

export type Passwordless = ReturnType<typeof createPasswordless>;

export function createPasswordless(parts: PasswordlessParts) {
  const { database, audit, hasher, schemes, waysIn, revocation, checkNewPassword, doors, accountEvents } = parts;

  const checkNone = (hasPassword: boolean, field: string) => {
    if (hasPassword) throw invalidInput(field, "is needed: the account has a password");
  };
  const record = (unit: UnitOfWork, action: AuditAction, accountId: number, origin: Origin) =>
    audit.record(unit.db, byAccount(action, accountId, origin));

  return {
    /** @throws {AppError} `invalid_input` for `field` when the account has a password, which is then needed */
    async check(accountId: number, field: string): Promise<void> {
      checkNone(await waysIn.hasPassword(database.read, accountId), field);
    },

    /**
     * Gives the account its first password; every other session and every token ends.
     * @throws {AppError} `invalid_input`, `overloaded`
     */
    async setPassword({ accountId, sessionId, newPassword, endGamePasswords, origin }: {
      accountId: number;
      sessionId: string;
      newPassword: string;
      /** Those of every game, with their lines. */
      endGamePasswords?: boolean;
      origin: Origin;
    }): Promise<void> {
      const account = await getAccount(database.read, accountId);
      const normal = checkNewPassword(newPassword, account, "newPassword");
      const [passwordHash, secrets] = await Promise.all([hasher.hash(normal), schemes.derive(account, normal)]);
      await lockingAccount(database, accountId, async (unit) => {
        checkNone(await waysIn.hasPassword(unit.db, accountId), "currentPassword");
        const now = await findAccount(unit.db, accountId);
        if (now?.email !== account.email || now.username !== account.username) {
          throw new AppError("invalid_credentials", "The account was changed at the same time");
        }
        await writeCredentials(unit, schemes, accountId, { passwordHash, secrets });
        await revocation.endAccount(unit, { accountId, reason: "password_changed", exceptSessionId: sessionId });
        if (endGamePasswords === true) await doors.endGamePasswords(unit, accountId, origin);
        await record(unit, "account.password", accountId, origin);
        await accountEvents.passwordChanged(unit, account, origin);
      });
    },

    /** @throws {AppError} `invalid_input`, `email_taken`, `rate_limited` */
    async setEmail({ accountId, email, origin }: { accountId: number; email: string; origin: Origin }): Promise<void> {
      checkEmail(email);
      const write = async (unit: UnitOfWork) => {
        await lockAccount(unit, accountId);
        checkNone(await waysIn.hasPassword(unit.db, accountId), "password");
        await parts.checkReserved(unit.db, { email: emailKey(email) }, unit.now);
        const before = await getAccount(unit.db, accountId);
        await unit.db.updateTable("accounts").set({ email, email_key: emailKey(email) })
          .where("id", "=", accountId).execute().catch(takenError);
        await raiseCredentialVersion(unit.db, accountId);
        await record(unit, "account.email", accountId, origin);
        await accountEvents.emailChanged(unit, before, email, origin);
      };
      await parts.accounts.countRefusals(origin, () => database.transaction(write));
    },
  };
}
