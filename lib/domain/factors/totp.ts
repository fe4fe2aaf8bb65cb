/** An account's authenticator app: shown, proven, on, off. */
import type { LoginRefusal } from "../accounts/login_gate.ts";
import { findAccount } from "../accounts/account.ts";
import type { Proof } from "../accounts/proof.ts";
import type { Origin } from "../../platform/origin.ts";
import type { WaysIn } from "../accounts/ways_in.ts";
import { type AuditAction, type Audited, byAccount } from "../audit/audit.ts";
import type { Revocation } from "../revocation/revocation.ts";
import type { Confirmation } from "../sessions/confirmation.ts";
import { lockAccount, lockingAccount, type UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { CodeLimits } from "./code_limits.ts";
import { whyWrong, wrongCode } from "./factor_check.ts";
import type { Notices } from "./notices.ts";
import type { RecoveryCodes } from "./recovery_codes.ts";
import { createTotpSecret, describeTotp, stepOfCode, type TotpSetup } from "./totp_code.ts";
import type { TotpSecrets } from "./totp_secrets.ts";

/** Whose call it is. */
export interface Caller {
  readonly accountId: number;
  /** The session that goes on when the others end. */
  readonly sessionId: string;
  readonly origin: Origin;
}

interface TotpParts extends Audited, Pick<Kernel, "random"> {
  readonly revocation: Revocation;
  readonly confirmation: Pick<Confirmation, "note">;
  readonly proof: Pick<Proof, "attemptFailed">;
  readonly waysIn: WaysIn;
  readonly limits: CodeLimits;
  readonly secrets: TotpSecrets;
  readonly recoveryCodes: RecoveryCodes;
  readonly notices: Notices;
  /** What authenticator apps call the place. */
  readonly place: string;
  /** False: every call is `not_found`. */
  readonly isEnabled: boolean;
}

export type Totp = ReturnType<typeof createTotp>;

export function createTotp(parts: TotpParts) {
  const { database, random, audit, revocation, waysIn, secrets, recoveryCodes, notices } = parts;
  const turnOnHooks: ((unit: UnitOfWork, accountId: number, origin: Origin) => Promise<void>)[] = [];
  const checkEnabled = () => {
    if (!parts.isEnabled) throw new AppError("not_found", "Codes of authenticator apps are switched off here");
  };
  const record = (unit: UnitOfWork, action: AuditAction, { accountId, origin }: Caller) =>
    audit.record(unit.db, byAccount(action, accountId, origin));
  const endOthers = (unit: UnitOfWork, { accountId, sessionId }: Caller) =>
    revocation.endAccount(unit, { accountId, reason: "security_changed", exceptSessionId: sessionId });

  const tryCode = async (unit: UnitOfWork, caller: Caller, code: string): Promise<LoginRefusal | string[]> => {
    const { accountId, sessionId, origin } = caller;
    await lockAccount(unit, accountId);
    const { refusal, countWrong } = await parts.limits.open(unit, { accountId, sessionId, address: origin.address });
    if (refusal !== null) return { error: refusal, isFailure: false };
    const waiting = await secrets.find(unit.db, accountId, "pending");
    const step = waiting === null ? null : stepOfCode(waiting.secret, code, unit.now);
    if (waiting === null || step === null) {
      await countWrong();
      return waiting === null ? wrongCode() : { ...wrongCode(), why: whyWrong(waiting.secret, code, unit.now) };
    }
    await secrets.turnOn(unit, accountId, waiting.secret, step);
    const codes = await recoveryCodes.renew(unit, accountId, origin);
    await record(unit, "totp.on", caller);
    for (const hook of turnOnHooks) await hook(unit, accountId, origin);
    await parts.confirmation.note(unit.db, sessionId, true);
    await endOthers(unit, caller);
    await notices.secondFactorOn(unit, { accountId, origin });
    return codes;
  };

  return {
    /**
     * A new secret, which waits for its first code and changes nothing until then.
     * @throws {AppError} `password_required` for an account with neither password nor passkey, `not_found`
     */
    async begin(accountId: number): Promise<TotpSetup> {
      checkEnabled();
      return await lockingAccount(database, accountId, async (unit) => {
        const account = await findAccount(unit.db, accountId);
        if (account === null) throw new AppError("not_found", "The account is gone");
        if (!await waysIn.hasPassword(unit.db, accountId) && !await waysIn.hasPasskey(unit.db, accountId)) {
          throw new AppError("password_required", "Give the account a password or a passkey first");
        }
        const secret = createTotpSecret(random);
        await secrets.putPending(unit, accountId, secret);
        return describeTotp(secret, parts.place, account.username);
      });
    },

    /**
     * Turns it on by the first code: every other session and every token ends.
     * @returns new recovery codes @throws {AppError} `invalid_code`, `rate_limited`, `not_found`
     */
    async verify(caller: Caller, code: string): Promise<string[]> {
      checkEnabled();
      const outcome = await database.transaction((unit) => tryCode(unit, caller, code));
      if (Array.isArray(outcome)) return outcome;
      const { error, isFailure, why = "wrong code" } = outcome as LoginRefusal;
      if (isFailure) await parts.proof.attemptFailed(caller.accountId, caller.origin, why);
      throw error;
    },

    /** Every other session and every token ends. @throws {AppError} `not_found` where it is not on */
    async turnOff(caller: Caller): Promise<void> {
      checkEnabled();
      const { accountId, origin } = caller;
      await lockingAccount(database, accountId, async (unit) => {
        if (!await secrets.turnOff(unit, accountId)) {
          throw new AppError("not_found", "This account has no authenticator app");
        }
        if (!await waysIn.hasPasskey(unit.db, accountId)) await recoveryCodes.end(unit, accountId);
        await record(unit, "totp.off", caller);
        await endOthers(unit, caller);
        await notices.secondFactorOff(unit, { accountId, origin });
      });
    },

    /** Adds work to the transaction that turns a second factor on. */
    onTurnOn: (hook: (unit: UnitOfWork, accountId: number, origin: Origin) => Promise<void>): void =>
      void turnOnHooks.push(hook),
  };
}
