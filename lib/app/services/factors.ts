/** Second factors put together: turning them on and off, and the logins that they finish. */
import { createPasswordless } from "../../domain/accounts/passwordless.ts";
import { createAccountSecurity } from "../../domain/factors/account_security.ts";
import { createConfirmations } from "../../domain/factors/confirmations.ts";
import { createFactorLogins } from "../../domain/factors/factor_logins.ts";
import { createPasskeys } from "../../domain/factors/passkeys.ts";
import { createTotp } from "../../domain/factors/totp.ts";
import type { PasswordHasher } from "../../platform/crypto/password_hasher.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { AccountServices } from "./accounts.ts";
import type { Admission } from "./admission.ts";
import type { Ground } from "./ground.ts";
import type { Newcomers } from "./newcomers.ts";
import type { SessionServices } from "./sessions.ts";

interface FactorParts {
  readonly ground: Pick<Ground, "audit" | "revocation">;
  readonly admission: Pick<Admission, "accountEvents">;
  readonly accountServices: AccountServices;
  readonly newcomers: Pick<Newcomers, "guests" | "providers">;
  readonly sessionServices: Pick<SessionServices, "confirmation">;
  readonly hasher: PasswordHasher;
}

export type Factors = ReturnType<typeof createFactors>;

export function createFactors({ config, database, random }: Kernel, parts: FactorParts) {
  const { ground: { audit, revocation }, admission: { accountEvents }, hasher } = parts;
  const { newcomers: { guests, providers }, sessionServices: { confirmation } } = parts;
  const { accounts, checkNewPassword, deletion, doors, factorBase, proof, schemes } = parts.accountServices;
  const { assertions, challenges, check, limits, methods, notices } = factorBase;
  const { recoveryCodes, relyingParty, secrets, waysIn, webAuthn } = factorBase;
  const passkeys = createPasskeys({
    database,
    random,
    audit,
    notices,
    webAuthn,
    recoveryCodes,
    waysIn,
    relyingParty,
  });
  passkeys.onAdd(guests.keep);
  return {
    assertions,
    /** Whether passkeys are switched on. */
    hasPasskeys: relyingParty !== null,
    accountSecurity: createAccountSecurity({ database, audit, revocation, schemes, waysIn, recoveryCodes, notices }),
    confirmations: createConfirmations({
      database,
      accounts,
      proof,
      providers,
      confirmation,
      check,
      assertions,
      methods,
      provesGuest: guests.proves,
    }),
    factorLogins: createFactorLogins({ database, accounts, proof, challenges, check, assertions, deletion }),
    passkeys,
    passwordless: createPasswordless({
      checkNewPassword,
      database,
      audit,
      hasher,
      schemes,
      waysIn,
      revocation,
      doors,
      accountEvents,
      accounts,
      checkReserved: parts.accountServices.reservedNames.check,
    }),
    totp: createTotp({
      database,
      random,
      audit,
      revocation,
      confirmation,
      proof,
      waysIn,
      limits,
      secrets,
      recoveryCodes,
      notices,
      place: config.page.name,
      isEnabled: config.auth.totp,
    }),
  };
}
