/** Proving that an e-mail address is the player's: a link goes there, and comes back by a POST. */
import { type Account, findAccount, getAccount } from "../accounts/account.ts";
import type { Origin } from "../../platform/origin.ts";
import { emailKey } from "../accounts/rules.ts";
import { type Audited, byAccount } from "../audit/audit.ts";
import { rateLimited } from "../limits/address_limits.ts";
import { countOne } from "../limits/counters.ts";
import { invalidLink, type Links } from "../links/links.ts";
import type { Mail } from "../mail/mail.ts";
import { lockingAccount, type UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const LINK_MS = DAY_MS;
/** A link that was used says yes for so long: mail programs and impatient people press twice. */
const AGAIN_MS = DAY_MS;
const RESENDS_PER_DAY = 5;

interface VerificationParts extends Audited, Pick<Kernel, "clock"> {
  readonly links: Links;
  readonly mail: Mail;
}

export type Verification = ReturnType<typeof createVerification>;

export function createVerification({ database, clock, audit, links, mail }: VerificationParts) {
  const send = async (unit: UnitOfWork, { id: accountId, email }: Account, origin: Origin): Promise<void> => {
    if (email === null || !mail.enabled) return;
    const data = { email: emailKey(email) };
    const { url, expiresAt } = await links.issue(unit, { kind: "verify", accountId, ttlMs: LINK_MS, data });
    await mail.queue(unit, { name: "verify", accountId, origin, values: { link: url, until: expiresAt } });
  };
  const count = async (key: string, windowMs: number, max: number) => {
    const { count, resetsAtMs } = await countOne(database.volatile, key, windowMs, clock.now());
    if (count > max) throw rateLimited(resetsAtMs - clock.now().getTime(), undefined, "Too many of these mails");
  };

  return {
    /** Sends a link to the account's address. For an account without one it does nothing. */
    send,

    /**
     * The same because the player asks for it: once a minute, 5 times a day.
     * @throws {AppError} `rate_limited`, `email_required`
     */
    async resend(accountId: number, origin: Origin): Promise<void> {
      const account = await getAccount(database.read, accountId);
      if (account.email === null) throw new AppError("email_required", "This account has no e-mail address");
      await count(`verification minute ${accountId}`, MINUTE_MS, 1);
      await count(`verification day ${accountId}`, DAY_MS, RESENDS_PER_DAY);
      await database.transaction(async (unit) => {
        const now = await findAccount(unit.db, accountId);
        if (now !== null) await send(unit, now, origin);
      });
    },

    /** Again within a day it does nothing. @throws {AppError} `invalid_link` */
    async verify(token: string, origin: Origin): Promise<void> {
      const { accountId } = await links.findSpent(database.read, "verify", token);
      if (accountId === null) throw invalidLink();
      await lockingAccount(database, accountId, async (unit) => {
        const link = await links.findSpent(unit.db, "verify", token);
        const account = await findAccount(unit.db, accountId);
        // It proves the address that it went to, and no later one.
        if (account === null || account.email === null || emailKey(account.email) !== link.data["email"]) {
          throw invalidLink();
        }
        if (link.usedAt !== null) {
          if (unit.now.getTime() - link.usedAt.getTime() < AGAIN_MS) return;
          throw invalidLink();
        }
        await links.redeem(unit, link);
        await links.keep(unit, link, AGAIN_MS);
        await unit.db.updateTable("accounts").set({ email_verified_at: unit.now.getTime() })
          .where("id", "=", accountId).execute();
        await audit.record(unit.db, byAccount("email.verify", accountId, origin));
        unit.publish({ type: "account_changed", accountId });
      });
    },
  };
}
