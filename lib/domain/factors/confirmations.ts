/** Proving once more, in a session that runs, that the account is one's own: `POST /api/auth/confirm`. */
import type { LoginRefusal } from "../accounts/login_gate.ts";
import { isCredentialCurrent } from "../accounts/credentials.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Proof } from "../accounts/proof.ts";
import type { Origin } from "../../platform/origin.ts";
import { findOwner } from "../identities/identity_repository.ts";
import type { ProviderCredentials } from "../identities/provider.ts";
import type { Providers } from "../identities/providers.ts";
import { markSeen } from "../identities/seen_tickets.ts";
import type { Confirmation } from "../sessions/confirmation.ts";
import type { Identity } from "../sessions/identity.ts";
import { lockingAccount, type UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Assertions } from "./assertions.ts";
import type { CodeAnswer, FactorCheck } from "./factor_check.ts";
import { secondFactorRequired } from "./login_gate.ts";
import type { FactorMethods } from "./methods.ts";
import type { Assertion } from "./relying_party.ts";
import { hasSecondFactor } from "./totp_secrets.ts";

export type ConfirmationAnswer =
  | { readonly password: string; readonly code?: CodeAnswer }
  | { readonly passkey: Assertion }
  | { readonly credentials: ProviderCredentials }
  | { readonly guestKey: string };

interface ConfirmationsParts extends Pick<Kernel, "database"> {
  readonly accounts: Pick<Accounts, "get">;
  readonly proof: Pick<Proof, "knownAttemptStarted" | "check" | "attemptFailed">;
  readonly providers: Providers;
  readonly confirmation: Confirmation;
  readonly check: FactorCheck;
  readonly assertions: Assertions;
  readonly methods: FactorMethods;
  /** Whether the key is this guest's. */
  readonly provesGuest: (accountId: number, guestKey: string) => Promise<boolean>;
}

export interface Confirmations {
  /**
   * Counts as a proof of the account for this session from now on. With a second factor on it takes the password and a
   * code, or a passkey.
   * @throws {AppError} `invalid_credentials`, `invalid_code`, `second_factor_required`, `invalid_link` for a passkey's old
   * challenge, `confirmation_required` for a way that proves nothing here, `rate_limited`
   */
  confirm(identity: Identity, answer: ConfirmationAnswer, origin: Origin): Promise<void>;
}

export function createConfirmations(parts: ConfirmationsParts): Confirmations {
  const { database, accounts, proof, providers, confirmation, check, assertions, methods } = parts;

  /** Runs in one transaction, with the account locked; what it refuses with is thrown behind it. */
  const settle = async (
    { accountId }: Identity,
    origin: Origin,
    run: (unit: UnitOfWork) => Promise<LoginRefusal | null>,
  ): Promise<void> => {
    const refusal = await lockingAccount(database, accountId, async (unit) => {
      return await run(unit);
    });
    if (refusal === null) return;
    if (refusal.isFailure) {
      await proof.attemptFailed(
        accountId,
        origin,
        refusal.why ?? (refusal.error.code === "invalid_code" ? "wrong code" : "wrong proof"),
      );
    }
    throw refusal.error;
  };

  const byPassword = async (identity: Identity, password: string, code: CodeAnswer | undefined, origin: Origin) => {
    const { accountId, sessionId } = identity;
    const account = await accounts.get(accountId);
    await proof.knownAttemptStarted(origin);
    await proof.check(account, password, origin);
    await settle(identity, origin, async (unit) => {
      if (!await isCredentialCurrent(unit.db, account)) return { error: wrongProof(), isFailure: false };
      const isAsked = await hasSecondFactor(unit.db, accountId);
      if (isAsked) {
        if (code === undefined) {
          const known = await methods.ofSecondFactor(unit.db, accountId);
          return { error: secondFactorRequired({ methods: known }), isFailure: false };
        }
        const refusal = await check.prove(unit, { accountId, answer: code, origin, sessionId });
        if (refusal !== null) return refusal;
      }
      await confirmation.note(unit.db, sessionId, isAsked);
      return null;
    });
  };

  const byPasskey = (identity: Identity, assertion: Assertion, origin: Origin) =>
    settle(identity, origin, async (unit) => {
      const refusal = await assertions.prove(unit, { accountId: identity.accountId, assertion, origin });
      if (refusal === null) await confirmation.note(unit.db, identity.sessionId, true);
      return refusal;
    });

  /** What a provider or a guest's key says is no second factor. */
  const refuseWithSecondFactor = async (accountId: number) => {
    if (!await hasSecondFactor(database.read, accountId)) return;
    throw new AppError("confirmation_required", "This account has a second factor, and this proves none", {
      methods: await methods.ofConfirmation(database.read, accountId),
    });
  };

  const byProvider = async (identity: Identity, credentials: ProviderCredentials, origin: Origin) => {
    const { accountId, sessionId } = identity;
    await refuseWithSecondFactor(accountId);
    const proven = await providers.prove(credentials, origin, accountId);
    await settle(identity, origin, async (unit) => {
      if (await findOwner(unit.db, proven) !== accountId) return { error: wrongProof(), isFailure: true };
      if (proven.ticketHash !== null && !await markSeen(unit.db, proven.ticketHash, unit.now)) {
        return { error: wrongProof(), isFailure: true };
      }
      await confirmation.note(unit.db, sessionId, false);
      return null;
    });
  };

  const byGuestKey = async (identity: Identity, guestKey: string, origin: Origin) => {
    const { accountId, sessionId } = identity;
    await refuseWithSecondFactor(accountId);
    await proof.knownAttemptStarted(origin);
    const isRight = await parts.provesGuest(accountId, guestKey);
    await settle(identity, origin, async (unit) => {
      if (!isRight) return { error: wrongProof(), isFailure: true };
      await confirmation.note(unit.db, sessionId, false);
      return null;
    });
  };

  return {
    async confirm(identity, answer, origin) {
      if ("password" in answer) return await byPassword(identity, answer.password, answer.code, origin);
      if ("passkey" in answer) return await byPasskey(identity, answer.passkey, origin);
      if ("credentials" in answer) return await byProvider(identity, answer.credentials, origin);
      await byGuestKey(identity, answer.guestKey, origin);
    },
  };
}

function wrongProof(): AppError {
  return new AppError("invalid_credentials", "This does not prove the account");
}
