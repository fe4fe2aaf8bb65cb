/** Mail that is on: writes letters into the outbox with their cause, and has them sent after the commit. */
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { isEmail } from "../accounts/rules.ts";
import { writeLetter } from "./letter.ts";
import type { Mail, OutgoingMail } from "./mail.ts";
import type { Outbox } from "./outbox.ts";
import type { Templates } from "./template_folder.ts";

export interface MailsParts extends Pick<Kernel, "log"> {
  readonly outbox: Pick<Outbox, "add">;
  readonly templates: Templates;
  /** What the operator calls the place, and where its page is. */
  readonly place: { readonly name: string; readonly page: string };
  /** Runs after each commit that wrote a mail. */
  readonly onQueued: () => void;
}

export function createMails({ log, outbox, templates, place, onQueued }: MailsParts): Mail {
  return {
    enabled: true,
    async queue(unit, { name, accountId, origin, values = {}, to, verifiedOnly = false }: OutgoingMail) {
      const account = await unit.db.selectFrom("accounts")
        .select(["username", "email", "email_verified_at", "language"]).where("id", "=", accountId).executeTakeFirst();
      if (account === undefined || (verifiedOnly && account.email_verified_at === null)) return false;
      const recipient = to ?? account.email;
      // An import keeps what our rule refuses, to log in with.
      if (recipient === null || !isEmail(recipient)) return false;
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
