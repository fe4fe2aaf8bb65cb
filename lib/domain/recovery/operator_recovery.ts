/** Getting an account back by an operator: a link that is shown once, or a mail to the account's own address. */
import { getAccount } from "../accounts/account.ts";
import type { Audited } from "../audit/audit.ts";
import type { Actor } from "../audit/actor.ts";
import type { IssuedLink, Links } from "../links/links.ts";
import type { Mail } from "../mail/mail.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Resets } from "./resets.ts";
import type { Undo } from "./undo.ts";
import type { Verification } from "./verification.ts";

const HOUR_MS = 60 * 60_000;
const LINK_MS = 24 * HOUR_MS;
/** A link that removes the second factor waits for its player to object, and then holds. */
const WAIT_MS = 24 * HOUR_MS;
const REMOVING_LINK_MS = 72 * HOUR_MS;

/** Not from where: that is an operator's address. */
const BY_OPERATOR = { door: "admin", address: "" };

interface OperatorRecoveryParts extends Audited {
  readonly links: Links;
  readonly mail: Mail;
  readonly resets: Pick<Resets, "sendOwed">;
  readonly undo: Pick<Undo, "issue">;
  readonly verification: Pick<Verification, "send">;
}

interface RecoveryLink extends IssuedLink {
  readonly validFrom: Date;
}

export type OperatorRecovery = ReturnType<typeof createOperatorRecovery>;

export function createOperatorRecovery(parts: OperatorRecoveryParts) {
  const { database, audit, links, mail, resets, undo, verification } = parts;

  const accountWithEmail = async (unit: UnitOfWork, accountId: number) => {
    const account = await getAccount(unit.db, accountId);
    if (account.email === null) throw new AppError("email_required", "This account has no e-mail address");
    // Nobody is told that a mail is on its way that never comes.
    if (!mail.enabled) {
      throw new AppError("not_found", "There is nothing here: mail is not configured. A recovery link does without");
    }
    return account;
  };

  return {
    /**
     * A link to choose a new password by. With `removeSecondFactor` it is good from 24 to 72 hours from now, asks for no
     * code, and the player's address gets one that withdraws it.
     * @throws {AppError} `not_found`
     */
    issue: (
      { accountId, reason, removeSecondFactor }: { accountId: number; reason: string; removeSecondFactor: boolean },
      { actor, address }: Actor,
    ): Promise<RecoveryLink> =>
      database.transaction(async (unit) => {
        const account = await getAccount(unit.db, accountId);
        const validFrom = removeSecondFactor ? new Date(unit.now.getTime() + WAIT_MS) : unit.now;
        const link = await links.issue(unit, {
          kind: "reset",
          accountId,
          ttlMs: removeSecondFactor ? REMOVING_LINK_MS : LINK_MS,
          data: { removeSecondFactor },
          ...(removeSecondFactor ? { validFrom } : {}),
        });
        if (removeSecondFactor && mail.enabled && account.email !== null) {
          const { url, expiresAt } = await undo.issue(unit, accountId, { act: "recovery", linkId: link.id });
          const values = { link: url, until: expiresAt, validFrom };
          await mail.queue(unit, { name: "recovery_by_operator", accountId, origin: { address: null }, values });
        }
        const told = removeSecondFactor ? `without the second factor: ${reason}` : reason;
        await audit.record(unit.db, { action: "recovery.link", actor, accountId, address, reason: told });
        return { ...link, validFrom };
      }),

    /** @throws {AppError} `not_found`, also where no mail is configured; `email_required` */
    sendReset: (accountId: number, reason: string, { actor, address }: Actor): Promise<void> =>
      database.transaction(async (unit) => {
        const account = await accountWithEmail(unit, accountId);
        await audit.record(unit.db, { action: "mail.resend", actor, accountId, address, reason: `reset: ${reason}` });
        // However many were asked for by whomever: an operator who is told that it goes out is told the truth.
        await resets.sendOwed(unit, account, BY_OPERATOR);
      }),

    /** @throws {AppError} `not_found`, also where no mail is configured; `email_required` */
    sendVerification: (accountId: number, reason: string, { actor, address }: Actor): Promise<void> =>
      database.transaction(async (unit) => {
        const account = await accountWithEmail(unit, accountId);
        await audit.record(unit.db, { action: "mail.resend", actor, accountId, address, reason: `verify: ${reason}` });
        await verification.send(unit, account, BY_OPERATOR);
      }),
  };
}
