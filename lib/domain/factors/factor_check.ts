/** The one way in which a code is proven, whoever asks for it: an authenticator app's, or one from paper. */
import { type Audit, byAccount } from "../audit/audit.ts";
import type { LoginRefusal } from "../accounts/login_gate.ts";
import type { ProofFailure } from "../accounts/proof.ts";
import type { Origin } from "../../platform/origin.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { CodeLimits } from "./code_limits.ts";
import type { Notices } from "./notices.ts";
import type { RecoveryCodes } from "./recovery_codes.ts";
import { stepOfCode, stepsOff } from "./totp_code.ts";
import type { TotpSecrets } from "./totp_secrets.ts";

/** What a player types. */
export type CodeAnswer = { readonly code: string } | { readonly recoveryCode: string };

export interface FactorCheck {
  /**
   * Proves an answer and uses it up, in a transaction that has locked the account.
   * @param sessionId whose wrong codes count, for who is signed in already
   * @returns null when it holds
   */
  prove(
    unit: UnitOfWork,
    input: { accountId: number; answer: CodeAnswer; origin: Origin; sessionId?: string },
  ): Promise<LoginRefusal | null>;
}

interface FactorCheckParts {
  readonly audit: Audit;
  readonly limits: CodeLimits;
  readonly secrets: TotpSecrets;
  readonly recoveryCodes: RecoveryCodes;
  readonly notices: Notices;
}

export function createFactorCheck(parts: FactorCheckParts): FactorCheck {
  const { audit, secrets, recoveryCodes, notices } = parts;
  return {
    async prove(unit, { accountId, answer, origin, sessionId }) {
      if ("recoveryCode" in answer) {
        if (!await recoveryCodes.spend(unit, accountId, answer.recoveryCode)) return wrongCode();
        const left = await recoveryCodes.count(unit.db, accountId);
        await audit.record(unit.db, byAccount("recovery.use", accountId, origin, `${left} left`));
        await notices.recoveryCodeUsed(unit, { accountId, origin }, left);
        return null;
      }
      const giver = { accountId, address: origin.address, ...(sessionId === undefined ? {} : { sessionId }) };
      const { refusal, countWrong } = await parts.limits.open(unit, giver);
      if (refusal !== null) return { error: refusal, isFailure: false };
      const known = await secrets.find(unit.db, accountId, "on");
      const step = known === null ? null : stepOfCode(known.secret, answer.code, unit.now);
      if (step !== null && await secrets.useStep(unit, accountId, step)) return null;
      await countWrong();
      if (known === null) return wrongCode();
      return {
        ...wrongCode(),
        why: step === null ? whyWrong(known.secret, answer.code, unit.now) : "wrong code: used before",
      };
    },
  };
}

export function wrongCode(): LoginRefusal {
  return { error: new AppError("invalid_code", "This code is wrong, or was used before"), isFailure: true };
}

/** For the log, and for who asks why a player cannot log in; the player hears of a wrong code only. */
export function whyWrong(secret: Uint8Array, code: string, now: Date): ProofFailure {
  const steps = stepsOff(secret, code, now);
  if (steps === null) return "wrong code";
  return `wrong code: of a clock that is ${Math.abs(steps)} steps of 30 s ${steps < 0 ? "behind" : "ahead"}`;
}
