/** Changing what an account is known by, for its player: a name, an e-mail. */
import { getAccount } from "../accounts/account.ts";
import type { AccountEvents } from "../accounts/account_events.ts";
import type { CredentialSchemes } from "../accounts/credential_schemes.ts";
import { raiseCredentialVersion } from "../accounts/credentials.ts";
import type { CheckReserved } from "../accounts/reserved.ts";
import { checkEmail, checkUsername, emailKey, usernameKey } from "../accounts/rules.ts";
import type { Actor } from "../audit/actor.ts";
import type { Audited } from "../audit/audit.ts";
import { lockingAccount, type UnitOfWork } from "../../platform/database/database.ts";
import { isTaken } from "../../platform/database/errors.ts";
import { AppError } from "../../platform/errors.ts";

interface AccountLoginsParts extends Audited {
  readonly schemes: Pick<CredentialSchemes, "forget">;
  readonly accountEvents: Pick<AccountEvents, "emailChanged">;
  readonly checkReserved: CheckReserved;
}

export type AccountLogins = ReturnType<typeof createAccountLogins>;

export function createAccountLogins(
  { database, audit, schemes, accountEvents, checkReserved }: AccountLoginsParts,
) {
  const write = async (unit: UnitOfWork, accountId: number, values: Record<string, string | number | null>) => {
    await unit.db.updateTable("accounts").set(values).where("id", "=", accountId).execute().catch((error) => {
      if (isTaken(error, "username_key")) throw new AppError("username_taken", "This username is taken");
      if (isTaken(error, "email_key")) throw new AppError("email_taken", "This e-mail belongs to another account");
      throw error;
    });
  };

  return {
    /**
     * Secrets that hang on what changes end; the old e-mail address is told.
     * @throws {AppError} `not_found`, `invalid_input`, `username_taken`, `email_taken`
     */
    async change(accountId: number, { username, email, reason }: {
      readonly username?: string | undefined;
      /** Null takes it away. */
      readonly email?: string | null | undefined;
      readonly reason: string;
    }, { actor, address }: Actor): Promise<void> {
      if (username !== undefined) checkUsername(username);
      if (typeof email === "string") checkEmail(email);
      await lockingAccount(database, accountId, async (unit) => {
        const account = await getAccount(unit.db, accountId);
        const entry = { actor, accountId, address } as const;
        if (username !== undefined && username !== account.username) {
          await checkReserved(unit.db, { username: usernameKey(username) }, unit.now);
          await write(unit, accountId, { username, username_key: usernameKey(username), username_pending: 0 });
          if (usernameKey(username) !== usernameKey(account.username)) {
            await schemes.forget(unit.db, accountId, "username");
          }
          const told = `${account.username} to ${username}: ${reason}`;
          await audit.record(unit.db, { action: "account.username", ...entry, reason: told });
        }
        if (email !== undefined && email !== account.email) {
          if (email !== null) await checkReserved(unit.db, { email: emailKey(email) }, unit.now);
          await write(unit, accountId, { email, email_key: email === null ? null : emailKey(email) });
          await schemes.forget(unit.db, accountId, "email");
          await audit.record(unit.db, { action: "account.email", ...entry, reason });
          // Not from where: that is an operator's address.
          await accountEvents.emailChanged(unit, account, email, { door: "admin", address: "" });
        }
        // A login that began before would derive the secrets of the older names.
        await raiseCredentialVersion(unit.db, accountId);
        unit.publish({ type: "account_changed", accountId });
      });
    },
  };
}
