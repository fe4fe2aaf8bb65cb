/** What happens to accounts, for those who have more to do in the same transaction: mails, for one. */
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { Account } from "./account.ts";
import type { Origin } from "../../platform/origin.ts";

/** Of a suspension: whose, why, and until when; null for a ban. */
interface SuspensionNews {
  readonly accountId: number;
  readonly reason: string;
  readonly until: Date | null;
}

export interface AccountHooks {
  /** After a registration, on whichever door, a provider's or a guest's as well. */
  registered?(unit: UnitOfWork, account: Account, origin: Origin): Promise<void>;
  /** After a login was proven, on whichever door. @param account as it was before */
  loggedIn?(unit: UnitOfWork, account: Account, origin: Origin): Promise<void>;
  /** After a signed-in player changed or set the password. */
  passwordChanged?(unit: UnitOfWork, account: Account, origin: Origin): Promise<void>;
  /** After the e-mail was changed, or by an operator taken away (null). @param before the account with the old one */
  emailChanged?(unit: UnitOfWork, before: Account, email: string | null, origin: Origin): Promise<void>;
  /** After an operator suspended or banned the account. */
  suspended?(unit: UnitOfWork, suspension: SuspensionNews): Promise<void>;
}

/** What a hook throws undoes the change that it was told of. */
export interface AccountEvents extends Required<AccountHooks> {
  add(hooks: AccountHooks): void;
}

export function createAccountEvents(): AccountEvents {
  const all: AccountHooks[] = [];
  return {
    add: (hooks) => void all.push(hooks),
    async registered(...told) {
      for (const hooks of all) await hooks.registered?.(...told);
    },
    async loggedIn(...told) {
      for (const hooks of all) await hooks.loggedIn?.(...told);
    },
    async passwordChanged(...told) {
      for (const hooks of all) await hooks.passwordChanged?.(...told);
    },
    async emailChanged(...told) {
      for (const hooks of all) await hooks.emailChanged?.(...told);
    },
    async suspended(...told) {
      for (const hooks of all) await hooks.suspended?.(...told);
    },
  };
}
