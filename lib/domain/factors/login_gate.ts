/** Asks whoever has a second factor for it, once the password was right. */
import type { LoginGate } from "../accounts/login_gate.ts";
import { AppError } from "../../platform/errors.ts";
import type { FactorCheck } from "./factor_check.ts";
import type { LoginChallenges } from "./login_challenges.ts";
import type { FactorMethods } from "./methods.ts";
import { hasSecondFactor } from "./totp_secrets.ts";

interface LoginGateParts {
  readonly check: FactorCheck;
  readonly challenges: LoginChallenges;
  readonly methods: FactorMethods;
}

export function createLoginGate({ check, challenges, methods }: LoginGateParts): LoginGate {
  return {
    async check(unit, { account, request, name, origin }) {
      if (!await hasSecondFactor(unit.db, account.id)) return null;
      if (request.kind === "code") {
        const { code, recoveryCode } = request;
        if (code !== undefined) return await check.prove(unit, { accountId: account.id, answer: { code }, origin });
        if (recoveryCode !== undefined) {
          return await check.prove(unit, { accountId: account.id, answer: { recoveryCode }, origin });
        }
        const known = await methods.ofSecondFactor(unit.db, account.id);
        // A passkey signs a challenge, and this door gives none.
        return {
          error: secondFactorRequired({ methods: known.filter((name) => name !== "passkey") }),
          isFailure: false,
        };
      }
      const issued = await challenges.issue(unit, { accountId: account.id, name, origin });
      const known = await methods.ofSecondFactor(unit.db, account.id);
      return { error: secondFactorRequired({ ...issued, methods: known }), isFailure: false };
    },
  };
}

export function secondFactorRequired(
  details: { methods: readonly string[]; challenge?: string; expiresAt?: Date },
): AppError {
  return new AppError("second_factor_required", "The password is right: now the second factor is needed", details);
}
