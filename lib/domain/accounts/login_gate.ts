/** What stands between a right password and a login: the account's second factor, at doors whose clients can ask for one. */
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { AppError } from "../../platform/errors.ts";
import type { Account } from "./account.ts";
import type { ProofFailure } from "./proof.ts";
import type { Origin } from "../../platform/origin.ts";

/** How a door asks its player for the second factor. */
export type FactorRequest =
  /** Answers with a challenge, by which the player goes on. */
  | { readonly kind: "challenge" }
  /** Brings the code along with the password, or is refused. */
  | { readonly kind: "code"; readonly code?: string | undefined; readonly recoveryCode?: string | undefined };

/** Thrown once the transaction is over: what it counted, or issued, must stay. */
export interface LoginRefusal {
  readonly error: AppError;
  /** Whether a secret was wrong: a failed login of its address. */
  readonly isFailure: boolean;
  /** For operators. */
  readonly why?: ProofFailure;
}

export interface LoginGate {
  /**
   * In the transaction of a login that has locked the account, after its password was right and its status looked at.
   * @param input `name` is what was typed
   * @returns null to let it pass
   */
  check(
    unit: UnitOfWork,
    input: { account: Account; request: FactorRequest; name: string | undefined; origin: Origin },
  ): Promise<LoginRefusal | null>;
}
