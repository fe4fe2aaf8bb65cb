/** Second factors for who gets an account back: proven along with a reset, and taken away by an undo. */
import type { LoginRefusal } from "../accounts/login_gate.ts";
import type { Origin } from "../../platform/origin.ts";
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Assertions } from "./assertions.ts";
import { type FactorCheck, wrongCode } from "./factor_check.ts";
import type { FactorMethods } from "./methods.ts";
import type { RecoveryCodes } from "./recovery_codes.ts";
import type { Assertion } from "./relying_party.ts";
import { endPendingTotpSecret, hasSecondFactor } from "./totp_secrets.ts";

interface FactorRecoveryParts {
  readonly methods: FactorMethods;
  readonly check: FactorCheck;
  readonly assertions: Assertions;
  readonly recoveryCodes: RecoveryCodes;
}

export interface RecoveryAnswer {
  readonly code?: string | undefined;
  readonly recoveryCode?: string | undefined;
  readonly passkey?: Assertion | undefined;
}

export interface FactorRecovery {
  /** Of `totp`, `recovery` and `passkey`; empty without a second factor. */
  methods(db: Queryable, accountId: number): Promise<readonly string[]>;
  /** Proves one answer of several in a transaction that has locked the account. @returns null when it holds */
  prove(
    unit: UnitOfWork,
    input: { accountId: number; answer: RecoveryAnswer; origin: Origin },
  ): Promise<LoginRefusal | null>;
  /**
   * Ends the app and the passkeys that were added since, what waits for its first code, recovery codes that were made
   * since (whoever made them knows them), and all of them where neither app nor passkey is left.
   */
  removeSince(unit: UnitOfWork, accountId: number, since: Date): Promise<void>;
}

export function createFactorRecovery(parts: FactorRecoveryParts): FactorRecovery {
  const { methods, check, assertions, recoveryCodes } = parts;
  return {
    methods: async (db, accountId) =>
      await hasSecondFactor(db, accountId) ? await methods.ofSecondFactor(db, accountId) : [],

    async prove(unit, { accountId, answer: { code, recoveryCode, passkey }, origin }) {
      if (code !== undefined) return await check.prove(unit, { accountId, answer: { code }, origin });
      if (recoveryCode !== undefined) return await check.prove(unit, { accountId, answer: { recoveryCode }, origin });
      if (passkey === undefined) return wrongCode();
      const refusal = await assertions.prove(unit, { accountId, assertion: passkey, origin });
      if (refusal === null) return null;
      return { ...refusal, error: new AppError("invalid_code", "This passkey does not open the account") };
    },

    async removeSince(unit, accountId, since) {
      for (const table of ["passkeys", "totp_secrets"] as const) {
        await unit.db.deleteFrom(table).where("account_id", "=", accountId).where("created_at", ">=", since.getTime())
          .execute();
      }
      await endPendingTotpSecret(unit, accountId);
      await recoveryCodes.end(unit, accountId, since);
      const passkey = await unit.db.selectFrom("passkeys").select("id").where("account_id", "=", accountId)
        .executeTakeFirst();
      if (passkey === undefined && !await hasSecondFactor(unit.db, accountId)) await recoveryCodes.end(unit, accountId);
    },
  };
}
