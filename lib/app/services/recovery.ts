/** Recovery, put together: what players are told by mail, and how they get an account back. */
import type { AccountEvents } from "../../domain/accounts/account_events.ts";
import type { CredentialSchemes } from "../../domain/accounts/credential_schemes.ts";
import type { Proof } from "../../domain/accounts/proof.ts";
import type { CheckNewPassword } from "../../domain/accounts/new_password.ts";
import type { Audit } from "../../domain/audit/audit.ts";
import { createFactorRecovery } from "../../domain/factors/recovery.ts";
import type { AddressLimits } from "../../domain/limits/address_limits.ts";
import type { Links } from "../../domain/links/links.ts";
import type { Mail } from "../../domain/mail/mail.ts";
import { createAccountMails } from "../../domain/recovery/account_mails.ts";
import { createResetRequests } from "../../domain/recovery/reset_requests.ts";
import { createResets } from "../../domain/recovery/resets.ts";
import { createUndo } from "../../domain/recovery/undo.ts";
import { createVerification } from "../../domain/recovery/verification.ts";
import type { Revocation } from "../../domain/revocation/revocation.ts";
import type { PasswordHasher } from "../../platform/crypto/password_hasher.ts";
import type { SecretBox } from "../../platform/crypto/secret_box.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { FactorBase } from "./factor_base.ts";

export interface RecoveryParts {
  readonly audit: Audit;
  readonly box: SecretBox;
  readonly checkNewPassword: CheckNewPassword;
  readonly events: AccountEvents;
  readonly factorBase: Pick<FactorBase, "methods" | "check" | "assertions" | "recoveryCodes">;
  readonly hasher: PasswordHasher;
  readonly limits: AddressLimits;
  readonly links: Links;
  readonly mail: Mail;
  readonly proof: Proof;
  readonly revocation: Revocation;
  readonly schemes: CredentialSchemes;
}

export function createRecovery({ database, clock, random, log, metrics }: Kernel, parts: RecoveryParts) {
  const { audit, box, events, hasher, limits, links, mail, proof, revocation, schemes } = parts;
  const factors = createFactorRecovery(parts.factorBase);
  const verification = createVerification({ database, clock, audit, links, mail });
  const resets = createResets({
    database,
    audit,
    hasher,
    schemes,
    proof,
    revocation,
    links,
    mail,
    factors,
    checkNewPassword: parts.checkNewPassword,
  });
  const sendReset: Parameters<typeof createUndo>[0]["sendReset"] = async (...of) => void await resets.sendOwed(...of);
  const undo = createUndo({ database, audit, links, revocation, schemes, factors, sendReset });
  const onUnknown = metrics.resetForUnknown;
  const resetRequests = createResetRequests({ database, clock, random, log, proof, limits, resets, box, onUnknown });
  events.add(createAccountMails({ mail, links, verification, undo }));
  return { resetRequests, resets, undo, verification };
}
