/** What players are told by mail of their accounts, each in the transaction of its cause. */
import type { AccountHooks } from "../accounts/account_events.ts";
import type { Origin } from "../../platform/origin.ts";
import { emailKey } from "../accounts/rules.ts";
import { rateLimited } from "../limits/address_limits.ts";
import { countOne, readCounter } from "../limits/counters.ts";
import type { Links } from "../links/links.ts";
import type { Mail } from "../mail/mail.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import { notePlace } from "./known_places.ts";
import { refuseUntilReset } from "./needs_reset.ts";
import { refuseReservedEmail, type Undo } from "./undo.ts";
import type { Verification } from "./verification.ts";

const DAY_MS = 24 * 60 * 60_000;
const NEW_LOGINS_PER_DAY = 5;
/** Each is two mails, to addresses that somebody typed. */
const EMAIL_CHANGES_PER_DAY = 20;

interface AccountMailsParts {
  readonly mail: Mail;
  readonly links: Pick<Links, "end">;
  readonly verification: Pick<Verification, "send">;
  readonly undo: Pick<Undo, "issue">;
}

export function createAccountMails({ mail, links, verification, undo }: AccountMailsParts): AccountHooks {
  return {
    async registered(unit, account, origin) {
      await notePlace(unit, account.id, origin);
      await noteLanguage(unit, account.id, origin);
      if (account.email === null) return;
      await refuseReservedEmail(unit.db, account.id, account.email, unit.now);
      await verification.send(unit, account, origin);
    },

    async loggedIn(unit, { id: accountId, lastAddress }, origin) {
      await noteLanguage(unit, accountId, origin);
      // Every place is new to an account that came in by an import and was never used here.
      if (!await notePlace(unit, accountId, origin) || lastAddress === null || !mail.enabled) return;
      const key = `new logins ${accountId}`;
      const told = await readCounter(unit.db, key, DAY_MS, unit.now);
      if ((told?.count ?? 0) >= NEW_LOGINS_PER_DAY) return;
      const isQueued = await mail.queue(unit, { name: "new_login", accountId, origin, verifiedOnly: true });
      if (isQueued) await countOne(unit.db, key, DAY_MS, unit.now);
    },

    async passwordChanged(unit, { id: accountId }, origin) {
      await refuseUntilReset(unit.db, accountId);
      await mail.queue(unit, { name: "password_changed", accountId, origin });
    },

    async emailChanged(unit, before, email, origin) {
      const accountId = before.id;
      if (email !== null && before.email !== null && emailKey(before.email) === emailKey(email)) return;
      await refuseUntilReset(unit.db, accountId);
      if (mail.enabled && origin.door !== "admin") await countEmailChange(unit, accountId);
      if (email !== null) await refuseReservedEmail(unit.db, accountId, email, unit.now);
      await unit.db.updateTable("accounts").set({ email_verified_at: null }).where("id", "=", accountId).execute();
      for (const kind of ["verify", "reset"] as const) await links.end(unit, { accountId, kind });
      if (email !== null) await verification.send(unit, { ...before, email }, origin);
      if (before.email === null || !mail.enabled) return;
      const link = await undo.issue(unit, accountId, { act: "email", oldEmail: before.email });
      await mail.queue(unit, {
        name: "email_changed",
        accountId,
        origin,
        to: before.email,
        values: { link: link.url, until: link.expiresAt },
      });
    },

    async suspended(unit, { accountId, reason, until }) {
      // Not from where: that is an operator's address.
      await mail.queue(unit, { name: "suspended", accountId, origin: { address: null }, values: { reason, until } });
    },
  };
}

/** @throws {AppError} `rate_limited` */
async function countEmailChange(unit: UnitOfWork, accountId: number): Promise<void> {
  const { count, resetsAtMs } = await countOne(unit.db, `email changes ${accountId}`, DAY_MS, unit.now);
  if (count <= EMAIL_CHANGES_PER_DAY) return;
  throw rateLimited(resetsAtMs - unit.now.getTime(), undefined, "The e-mail address was changed too often");
}

/** Mails are written in the language of the page that the player signed in with last. */
async function noteLanguage(unit: UnitOfWork, accountId: number, { language }: Origin): Promise<void> {
  if (language === undefined || language === null) return;
  await unit.db.updateTable("accounts").set({ language }).where("id", "=", accountId)
    .where((eb) => eb.or([eb("language", "is", null), eb("language", "!=", language)])).execute();
}
