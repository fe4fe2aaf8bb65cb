/** The mails that tell a player of a change to the account's security: who did not make it must hear of it, and undo it. */
import { findAccount } from "../accounts/account.ts";
import type { Origin } from "../../platform/origin.ts";
import { type LinkData, type Links, UNDO_MS } from "../links/links.ts";
import type { Mail, MailName, MailValue } from "../mail/mail.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";

/** Whose account it is, and where it was done from. */
interface NoticeOf {
  readonly accountId: number;
  readonly origin: Origin;
}

export type Notices = ReturnType<typeof createNotices>;

export function createNotices({ mail, links }: { readonly mail: Mail; readonly links: Pick<Links, "issue"> }) {
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
    // To a verified address, with a link that undoes it.
    secondFactorOn: (unit: UnitOfWork, of: NoticeOf) =>
      tellWithUndo(unit, "second_factor", of, { act: "second_factor" }),
    passkeyAdded: (unit: UnitOfWork, of: NoticeOf, { id, name }: { id: string; name: string }) =>
      tellWithUndo(unit, "passkey", of, { act: "passkey", passkeyId: id }, { passkey: name }),
    providerLinked: (unit: UnitOfWork, { provider, ...of }: NoticeOf & { provider: string }) =>
      tellWithUndo(unit, "identity_linked", of, { act: "identity" }, { provider }),

    providerUnlinked: (unit: UnitOfWork, { provider, ...of }: NoticeOf & { provider: string }) =>
      tell(unit, "identity_unlinked", of, { provider }),
    secondFactorOff: (unit: UnitOfWork, of: NoticeOf) => tell(unit, "totp_off", of),
    passkeyRemoved: (unit: UnitOfWork, of: NoticeOf, { name }: { name: string }) =>
      tell(unit, "passkey_removed", of, { passkey: name }),
    passkeyCounter: (unit: UnitOfWork, of: NoticeOf, { name }: { name: string }) =>
      tell(unit, "passkey_counter", of, { passkey: name }),
    recoveryCodeUsed: (unit: UnitOfWork, of: NoticeOf, left: number) =>
      tell(unit, "recovery_code_used", of, { left: String(left) }),
    recoveryCodesRenewed: (unit: UnitOfWork, of: NoticeOf) => tell(unit, "recovery_codes", of),
    passwordRemoved: (unit: UnitOfWork, of: NoticeOf) => tell(unit, "password_changed", of),
  };
}
