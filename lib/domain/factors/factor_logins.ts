/** Logins that a code or a passkey finishes: the second step after a password, and a passkey alone, which is both. */
import type { LoginRefusal } from "../accounts/login_gate.ts";
import type { Accounts, Also, LoggedIn } from "../accounts/accounts.ts";
import { findAccount } from "../accounts/account.ts";
import type { DeletionGate } from "../accounts/deleting.ts";
import type { Proof } from "../accounts/proof.ts";
import type { Origin } from "../../platform/origin.ts";
import { findSuspension, suspensionError } from "../accounts/suspensions.ts";
import { lockingAccount, type UnitOfWork } from "../../platform/database/database.ts";
import { AppError, withTrail } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Assertions } from "./assertions.ts";
import { type CodeAnswer, type FactorCheck, wrongCode } from "./factor_check.ts";
import { deadChallenge, type LoginChallenges } from "./login_challenges.ts";
import type { Assertion } from "./relying_party.ts";

interface FactorLoginsParts extends Pick<Kernel, "database"> {
  readonly accounts: Pick<Accounts, "noteLogin" | "noteRefusal" | "refuseSuspended">;
  readonly proof: Pick<Proof, "checkOrigin" | "attemptStarted" | "attemptFailed">;
  readonly challenges: LoginChallenges;
  readonly check: FactorCheck;
  readonly assertions: Assertions;
  readonly deletion: DeletionGate;
}

export type SecondFactorAnswer = CodeAnswer | { readonly passkey: Assertion };
type Outcome<T> = { readonly refusal: LoginRefusal } | LoggedIn<T>;

export interface FactorLogins {
  /**
   * Finishes the login that the challenge stands for.
   * @throws {AppError} `invalid_link` for a dead challenge, `invalid_code`, `rate_limited`, `account_banned`,
   * `account_suspended`, `account_deleting`, `address_banned`
   */
  finish<T>(
    input: { challenge: string; answer: SecondFactorAnswer; origin: Origin },
    also: Also<T>,
  ): Promise<LoggedIn<T>>;
  /** @throws {AppError} `invalid_link` when the challenge is dead */
  checkChallenge(challenge: string): Promise<void>;
  /**
   * A login by a passkey alone.
   * @throws {AppError} `invalid_credentials`, `invalid_link` for an old or used challenge, `account_banned`,
   * `account_suspended`, `account_deleting`, `address_banned`, `rate_limited`, `not_found` while passkeys are off
   */
  byPasskey<T>(input: { assertion: Assertion; origin: Origin }, also: Also<T>): Promise<LoggedIn<T>>;
}

export function createFactorLogins(parts: FactorLoginsParts): FactorLogins {
  const { database, accounts, proof, challenges, check, assertions, deletion } = parts;

  const admit = async <T>(unit: UnitOfWork, accountId: number, origin: Origin, also: Also<T>): Promise<Outcome<T>> => {
    const account = await findAccount(unit.db, accountId);
    if (account === null) return { refusal: { error: deadChallenge(), isFailure: false } };
    // Returned, not thrown: what proved the account stays used up.
    const suspension = await findSuspension(unit.db, accountId, unit.now);
    if (suspension !== null) return { refusal: { error: suspensionError(suspension), isFailure: false } };
    const deleting = await deletion.check(unit, accountId, "both_factors");
    if (deleting !== null) return { refusal: { error: deleting, isFailure: false } };
    await accounts.noteLogin(unit, account, origin);
    return { account, result: await also(unit, account) };
  };

  const settle = async <T>(outcome: Outcome<T>, accountId: number, origin: Origin) => {
    if (!("refusal" in outcome)) return outcome;
    const { error, isFailure, why } = outcome.refusal;
    if (isFailure) {
      const known = error.code === "invalid_code" ? "wrong code" : "wrong passkey";
      await proof.attemptFailed(accountId, origin, why ?? known);
    }
    // Says so in the log, as every door does of what keeps somebody out.
    if (error.code.startsWith("account_")) await accounts.noteRefusal(accountId, origin, error.code);
    throw withTrail(error, { accountId });
  };

  const answerHolds = async (
    unit: UnitOfWork,
    accountId: number,
    answer: SecondFactorAnswer,
    origin: Origin,
  ): Promise<LoginRefusal | null> => {
    if (!("passkey" in answer)) return await check.prove(unit, { accountId, answer, origin });
    const refusal = await assertions.prove(unit, { accountId, assertion: answer.passkey, origin });
    return refusal !== null && refusal.isFailure ? wrongCode() : refusal;
  };

  return {
    async checkChallenge(challenge) {
      if (await challenges.find(database.read, challenge) === null) throw deadChallenge();
    },

    async finish<T>({ challenge, answer, origin }: Parameters<FactorLogins["finish"]>[0], also: Also<T>) {
      await proof.checkOrigin(origin);
      const found = await challenges.find(database.read, challenge);
      if (found === null) throw deadChallenge();
      const { accountId } = found;
      await accounts.refuseSuspended(accountId, origin);
      const outcome = await lockingAccount(database, accountId, async (unit): Promise<Outcome<T>> => {
        // Once more, as another answer may have used it up while this one waited.
        const live = await challenges.find(unit.db, challenge);
        if (live === null) return { refusal: { error: deadChallenge(), isFailure: false } };
        const refusal = await answerHolds(unit, accountId, answer, origin);
        if (refusal !== null) {
          if (!refusal.isFailure || !await challenges.miss(unit, live)) return { refusal };
          return { refusal: { ...refusal, error: withTrail(refusal.error, { endsChallenge: true }) } };
        }
        await challenges.end(unit, live);
        return await admit(unit, accountId, origin, also);
      });
      return await settle(outcome, accountId, origin);
    },

    async byPasskey<T>({ assertion, origin }: Parameters<FactorLogins["byPasskey"]>[0], also: Also<T>) {
      const owner = await assertions.findOwner(assertion);
      await proof.attemptStarted(origin);
      if (owner === null) {
        await proof.attemptFailed(null, origin);
        throw new AppError("invalid_credentials", "This passkey is not known here");
      }
      const outcome = await lockingAccount(database, owner, async (unit): Promise<Outcome<T>> => {
        const refusal = await assertions.prove(unit, { accountId: owner, assertion, origin });
        return refusal === null ? await admit(unit, owner, origin, also) : { refusal };
      });
      return await settle(outcome, owner, origin);
    },
  };
}
