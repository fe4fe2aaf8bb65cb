/** The mails that tell a player of a change to the account's security: who did not make it must hear of it, and undo it. */
import { findAccount } from "../accounts/account.ts";
import type { Origin } from "../../platform/origin.ts";
import type { LinkData, Links } from "../links/links.ts";
import type { Mail, MailName, MailValue } from "../mail/mail.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";

const UNDO_MS = 72 * 60 * 60_000;

/** Whose account it is, and where it was done from. */
export interface NoticeOf {
  readonly accountId: number;
  readonly origin: Origin;
}

export interface Notices {
  /** To a verified address, with a link that undoes it. */
  secondFactorOn(unit: UnitOfWork, of: NoticeOf): Promise<void>;
  /** To a verified address, with a link that undoes it. */
  passkeyAdded(unit: UnitOfWork, of: NoticeOf, passkey: { id: string; name: string }): Promise<void>;
  /** To a verified address, with a link that undoes it. */
  providerLinked(unit: UnitOfWork, of: NoticeOf & { provider: string }): Promise<void>;
  providerUnlinked(unit: UnitOfWork, of: NoticeOf & { provider: string }): Promise<void>;
  secondFactorOff(unit: UnitOfWork, of: NoticeOf): Promise<void>;
  passkeyRemoved(unit: UnitOfWork, of: NoticeOf, passkey: { name: string }): Promise<void>;
  passkeyCounter(unit: UnitOfWork, of: NoticeOf, passkey: { name: string }): Promise<void>;
  recoveryCodeUsed(unit: UnitOfWork, of: NoticeOf, left: number): Promise<void>;
  recoveryCodesRenewed(unit: UnitOfWork, of: NoticeOf): Promise<void>;
  passwordRemoved(unit: UnitOfWork, of: NoticeOf): Promise<void>;
}

export function createNotices({ mail, links }: { readonly mail: Mail; readonly links: Pick<Links, "issue"> }): Notices {
  const tell = async (
    unit: UnitOfWork,
    name: MailName,
    { accountId, origin }: NoticeOf,
    values: Readonly<Record<string, MailValue>> = {},
  ) => {
    const { address, device = null } = origin;
    await mail.queue(unit, { name, accountId, origin: { address, device }, values });
  };
  /** @param data names the act, for whoever undoes it */
  const tellWithUndo = async (
    unit: UnitOfWork,
    name: MailName,
    of: NoticeOf,
    data: LinkData,
    values: Readonly<Record<string, MailValue>> = {},
  ) => {
    const account = mail.enabled ? await findAccount(unit.db, of.accountId) : null;
    // Whoever gave an address that is not theirs must not be given the account's undoing.
    if (account === null || account.email === null || account.emailVerifiedAt === null) return;
    const link = await links.issue(unit, { kind: "undo", accountId: of.accountId, ttlMs: UNDO_MS, data });
    await tell(unit, name, of, { ...values, link: link.url, until: link.expiresAt });
  };

  return {
    secondFactorOn: (unit, of) => tellWithUndo(unit, "second_factor", of, { act: "second_factor" }),
    passkeyAdded: (unit, of, { id, name }) =>
      tellWithUndo(unit, "passkey", of, { act: "passkey", passkeyId: id }, { passkey: name }),
    providerLinked: (unit, { provider, ...of }) =>
      tellWithUndo(unit, "identity_linked", of, { act: "identity" }, { provider }),
    providerUnlinked: (unit, { provider, ...of }) => tell(unit, "identity_unlinked", of, { provider }),
    secondFactorOff: (unit, of) => tell(unit, "totp_off", of),
    passkeyRemoved: (unit, of, { name }) => tell(unit, "passkey_removed", of, { passkey: name }),
    passkeyCounter: (unit, of, { name }) => tell(unit, "passkey_counter", of, { passkey: name }),
    recoveryCodeUsed: (unit, of, left) => tell(unit, "recovery_code_used", of, { left: String(left) }),
    recoveryCodesRenewed: (unit, of) => tell(unit, "recovery_codes", of),
    passwordRemoved: (unit, of) => tell(unit, "password_changed", of),
  };
}
