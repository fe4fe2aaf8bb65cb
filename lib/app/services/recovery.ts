/** Recovery, put together: what players are told by mail, and how they get an account back. */
import type { CredentialSchemes } from "../../domain/accounts/credential_schemes.ts";
import type { Proof } from "../../domain/accounts/proof.ts";
import type { CheckNewPassword } from "../../domain/accounts/new_password.ts";
import { createFactorRecovery } from "../../domain/factors/recovery.ts";
import { createAccountMails } from "../../domain/recovery/account_mails.ts";
import { createResetRequests } from "../../domain/recovery/reset_requests.ts";
import { createResets } from "../../domain/recovery/resets.ts";
import { createUndo } from "../../domain/recovery/undo.ts";
import { createVerification } from "../../domain/recovery/verification.ts";
import type { PasswordHasher } from "../../platform/crypto/password_hasher.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Admission } from "./admission.ts";
import type { DomainKeys } from "./domain_parts.ts";
import type { FactorBase } from "./factor_base.ts";
import type { Ground } from "./ground.ts";

interface RecoveryParts {
  readonly ground: Pick<Ground, "audit" | "links" | "mail" | "revocation">;
  readonly admission: Pick<Admission, "accountEvents" | "limits">;
  readonly keys: Pick<DomainKeys, "box">;
  readonly checkNewPassword: CheckNewPassword;
  readonly factorBase: Pick<FactorBase, "methods" | "check" | "assertions" | "recoveryCodes">;
  readonly hasher: PasswordHasher;
  readonly proof: Proof;
  readonly schemes: CredentialSchemes;
}

export function createRecovery({ database, clock, random, log, metrics }: Kernel, parts: RecoveryParts) {
  const { ground: { audit, links, mail, revocation }, admission: { limits }, keys: { box } } = parts;
  const { hasher, proof, schemes } = parts;
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
  parts.admission.accountEvents.add(createAccountMails({ mail, links, verification, undo }));
  return { resetRequests, resets, undo, verification };
}
