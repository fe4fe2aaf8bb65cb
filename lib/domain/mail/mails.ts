/** Mail that is on: writes letters into the outbox with their cause, and has them sent after the commit. */
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { isEmail } from "../accounts/rules.ts";
import { writeLetter } from "./letter.ts";
import { type Mail, type MailName, type OutgoingMail, REQUIRED_VALUES } from "./mail.ts";
import type { Outbox } from "./outbox.ts";
import type { Templates } from "./template_folder.ts";

interface MailsParts extends Pick<Kernel, "log"> {
  readonly outbox: Pick<Outbox, "add">;
  readonly templates: Templates;
  /** What the operator calls the place, and where its page is. */
  readonly place: { readonly name: string; readonly page: string };
  /** Counts one more thing of the day that an account's unproven address is told. @returns how many those are */
  readonly countNotice: (unit: UnitOfWork, accountId: number) => Promise<number>;
  /** Runs after each commit that wrote a mail. */
  readonly onQueued: () => void;
}

/** The address may be a stranger's, and whoever typed it can change the password all day. What has a link has a bound of its own. */
const UNPROVEN_NOTICES_PER_DAY = 20;

export function createMails({ log, outbox, templates, place, countNotice, onQueued }: MailsParts): Mail {
  const isOneTooMany = async (unit: UnitOfWork, name: MailName, accountId: number) =>
    !REQUIRED_VALUES[name].includes("link") && await countNotice(unit, accountId) > UNPROVEN_NOTICES_PER_DAY;

  return {
    enabled: true,
    async queue(unit, { name, accountId, origin, values = {}, to, verifiedOnly = false }: OutgoingMail) {
      const account = await unit.db.selectFrom("accounts")
        .select(["username", "email", "email_verified_at", "language"]).where("id", "=", accountId).executeTakeFirst();
      if (account === undefined || (verifiedOnly && account.email_verified_at === null)) return false;
      const recipient = to ?? account.email;
      // An import keeps what our rule refuses, to log in with.
      if (recipient === null || !isEmail(recipient)) return false;
      if (account.email_verified_at === null && await isOneTooMany(unit, name, accountId)) {
        log.warn("A mail was left out: nobody proved the address, and it was told enough today", { accountId, name });
        return false;
      }
      const letter = writeLetter(templates, {
        name,
        language: account.language,
        to: recipient,
        values: {
          ...values,
          place: place.name,
          page: place.page,
          username: account.username,
          when: unit.now,
          address: origin.address ?? undefined,
          device: origin.device ?? undefined,
        },
      });
      if (!await outbox.add(unit, { name, accountId, letter })) {
        log.warn("A mail was left out: too many wait for the account", { accountId, name });
        return false;
      }
      unit.afterCommit(onQueued);
      return true;
    },
  };
}
