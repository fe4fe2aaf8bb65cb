/** Second factors, passkeys and what proves an account, put together. */
import type { AccountEvents } from "../domain/accounts/account_events.ts";
import type { Accounts } from "../domain/accounts/accounts.ts";
import type { CheckNewPassword } from "../domain/accounts/new_password.ts";
import type { DeletionGate } from "../domain/accounts/deleting.ts";
import type { DoorAccess } from "../domain/accounts/door_access.ts";
import type { CredentialSchemes } from "../domain/accounts/credential_schemes.ts";
import { createPasswordless } from "../domain/accounts/passwordless.ts";
import type { Proof } from "../domain/accounts/proof.ts";
import { createWaysIn } from "../domain/accounts/ways_in.ts";
import type { Audit } from "../domain/audit/audit.ts";
import { createAccountSecurity } from "../domain/factors/account_security.ts";
import { createAssertions } from "../domain/factors/assertions.ts";
import { createCodeLimits } from "../domain/factors/code_limits.ts";
import { createConfirmations } from "../domain/factors/confirmations.ts";
import { createFactorCheck } from "../domain/factors/factor_check.ts";
import { createFactorLogins } from "../domain/factors/factor_logins.ts";
import { isKnownAddress } from "../domain/accounts/known_addresses.ts";
import { createLoginChallenges } from "../domain/factors/login_challenges.ts";
import { createLoginGate } from "../domain/factors/login_gate.ts";
import { createFactorMethods } from "../domain/factors/methods.ts";
import { createNotices } from "../domain/factors/notices.ts";
import { createPasskeys } from "../domain/factors/passkeys.ts";
import { createRecoveryCodes } from "../domain/factors/recovery_codes.ts";
import { createRelyingParty } from "../domain/factors/relying_party.ts";
import { createTotp } from "../domain/factors/totp.ts";
import { createTotpSecrets } from "../domain/factors/totp_secrets.ts";
import { createWebAuthnChallenges } from "../domain/factors/webauthn_challenges.ts";
import type { Providers } from "../domain/identities/providers.ts";
import type { Links } from "../domain/links/links.ts";
import type { Mail } from "../domain/mail/mail.ts";
import type { AddressLimits } from "../domain/limits/address_limits.ts";
import type { Revocation } from "../domain/revocation/revocation.ts";
import type { Confirmation } from "../domain/sessions/confirmation.ts";
import type { DeriveKey } from "../platform/crypto/hkdf.ts";
import type { PasswordHasher } from "../platform/crypto/password_hasher.ts";
import type { SecretBox } from "../platform/crypto/secret_box.ts";
import type { Config } from "../platform/config/config.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";

export interface FactorBaseParts {
  readonly audit: Audit;
  readonly limits: AddressLimits;
  readonly box: SecretBox;
  readonly deriveKey: DeriveKey;
  readonly mail: Mail;
  readonly links: Links;
}

export type FactorBase = ReturnType<typeof createFactorBase>;

/** What stands below the accounts' logins: codes, passkeys and their proofs. */
export function createFactorBase({ config, database, clock, random }: Kernel, parts: FactorBaseParts) {
  const { audit, box, deriveKey } = parts;
  const relyingParty = createParty(config);
  const waysIn = createWaysIn({ providers: providersOf(config), passkeys: relyingParty !== null });
  const notices = createNotices(parts);
  const recoveryCodes = createRecoveryCodes({ random, deriveKey, audit });
  const secrets = createTotpSecrets({ clock, box });
  const limits = createCodeLimits({ limits: parts.limits, isKnownAddress });
  const methods = createFactorMethods({ waysIn, recoveryCodes });
  const check = createFactorCheck({ audit, limits, secrets, recoveryCodes, notices });
  const challenges = createLoginChallenges({ clock, random });
  const webAuthn = createWebAuthnChallenges({ clock, random, deriveKey });
  const assertions = createAssertions({ database, audit, notices, challenges: webAuthn, relyingParty });
  const gate = createLoginGate({ check, challenges, methods });
  return {
    assertions,
    challenges,
    check,
    gate,
    limits,
    methods,
    notices,
    recoveryCodes,
    relyingParty,
    secrets,
    waysIn,
    webAuthn,
  };
}

export interface FactorParts {
  readonly base: FactorBase;
  readonly events: AccountEvents;
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly confirmation: Confirmation;
  readonly deletionGate: DeletionGate;
  readonly doors: Pick<DoorAccess, "endGamePasswords">;
  readonly hasher: PasswordHasher;
  readonly proof: Proof;
  readonly providers: Providers;
  readonly revocation: Revocation;
  readonly schemes: CredentialSchemes;
  readonly checkNewPassword: CheckNewPassword;
  readonly provesGuest: (accountId: number, guestKey: string) => Promise<boolean>;
}

/** What stands on them: turning factors on and off, and the logins that they finish. */
export function createFactors({ config, database, random }: Kernel, parts: FactorParts) {
  const { accounts, audit, confirmation, hasher, proof, providers, revocation, schemes, checkNewPassword } = parts;
  const { deletionGate } = parts;
  const { assertions, challenges, check, limits, methods, notices } = parts.base;
  const { recoveryCodes, relyingParty, secrets, waysIn, webAuthn } = parts.base;
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
      provesGuest: parts.provesGuest,
    }),
    factorLogins: createFactorLogins({ database, accounts, proof, challenges, check, assertions, deletionGate }),
    passkeys: createPasskeys({
      database,
      random,
      audit,
      notices,
      challenges: webAuthn,
      recoveryCodes,
      waysIn,
      relyingParty,
    }),
    passwordless: createPasswordless({
      checkNewPassword,
      database,
      audit,
      hasher,
      schemes,
      waysIn,
      revocation,
      doors: parts.doors,
      events: parts.events,
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

/** Null while passkeys are off: they hang on the host of `publicUrl`. */
function createParty({ auth, publicUrl, allowedOrigins, page }: Config) {
  if (!auth.passkeys || publicUrl === null) return null;
  return createRelyingParty({ name: page.name, publicUrl, allowedOrigins });
}

/** The namespaces of players whose provider is set up. */
function providersOf({ auth }: Config): readonly string[] {
  return [
    ...(auth.steam === null ? [] : ["steam"]),
    ...(auth.epic === null ? [] : ["epic_connect", "epic_account"]),
  ];
}
