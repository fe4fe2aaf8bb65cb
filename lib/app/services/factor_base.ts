/** What stands below the accounts' logins of second factors: codes, passkeys and their proofs. */
import { createWaysIn } from "../../domain/accounts/ways_in.ts";
import { createAssertions } from "../../domain/factors/assertions.ts";
import { createCodeLimits } from "../../domain/factors/code_limits.ts";
import { createFactorCheck } from "../../domain/factors/factor_check.ts";
import { isKnownAddress } from "../../domain/accounts/known_addresses.ts";
import { createLoginChallenges } from "../../domain/factors/login_challenges.ts";
import { createLoginGate } from "../../domain/factors/login_gate.ts";
import { createFactorMethods } from "../../domain/factors/methods.ts";
import { createNotices } from "../../domain/factors/notices.ts";
import { createRecoveryCodes } from "../../domain/factors/recovery_codes.ts";
import { createRelyingParty } from "../../domain/factors/relying_party.ts";
import { createTotpSecrets } from "../../domain/factors/totp_secrets.ts";
import { createWebAuthnChallenges } from "../../domain/factors/webauthn_challenges.ts";
import type { Config } from "../../platform/config/config.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Admission } from "./admission.ts";
import type { DomainKeys } from "./domain_parts.ts";
import type { Ground } from "./ground.ts";

interface FactorBaseParts {
  readonly ground: Pick<Ground, "audit" | "links" | "mail">;
  readonly admission: Pick<Admission, "limits">;
  readonly keys: Pick<DomainKeys, "box" | "deriveKey">;
}

export type FactorBase = ReturnType<typeof createFactorBase>;

export function createFactorBase({ config, database, clock, random }: Kernel, parts: FactorBaseParts) {
  const { ground: { audit, links, mail }, keys: { box, deriveKey } } = parts;
  const relyingParty = createParty(config);
  const waysIn = createWaysIn({ providers: providersOf(config), passkeys: relyingParty !== null });
  const notices = createNotices({ mail, links });
  const recoveryCodes = createRecoveryCodes({ random, deriveKey, audit });
  const secrets = createTotpSecrets({ clock, box });
  const limits = createCodeLimits({ limits: parts.admission.limits, isKnownAddress });
  const methods = createFactorMethods({ waysIn, recoveryCodes });
  const check = createFactorCheck({ audit, limits, secrets, recoveryCodes, notices });
  const challenges = createLoginChallenges({ clock, random });
  const webAuthn = createWebAuthnChallenges({ clock, random, deriveKey });
  const assertions = createAssertions({ database, audit, notices, webAuthn, relyingParty });
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
