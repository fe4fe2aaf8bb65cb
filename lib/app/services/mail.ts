/** Mail, put together: the outbox, the texts, the way to the mail server; nothing of it where none is configured. */
import type { Audit } from "../../domain/audit/audit.ts";
import { countOne } from "../../domain/limits/counters.ts";
import { type Mail, noMail } from "../../domain/mail/mail.ts";
import { createMails } from "../../domain/mail/mails.ts";
import { createOutbox } from "../../domain/mail/outbox.ts";
import { createPostman } from "../../domain/mail/postman.ts";
import { readTemplates } from "../../domain/mail/template_folder.ts";
import { createSmtpTransport, type MailTransport } from "../../domain/mail/transport.ts";
import type { SecretBox } from "../../platform/crypto/secret_box.ts";
import type { Config } from "../../platform/config/config.ts";
import { mailPort, type MailSender, parseSender } from "../../platform/config/schema_mail.ts";
import { withinTime } from "../../platform/time_limit.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

const DAY_MS = 24 * 60 * 60_000;
/** For what is being sent when the server stops: a mail server that says nothing must not keep it from ending. */
const STOP_MS_MAX = 5_000;

interface MailRoomParts {
  readonly audit: Audit;
  readonly box: SecretBox;
  /** In place of SMTP, for tests; a mail server must be configured all the same. */
  readonly mailTransport?: MailTransport;
}

interface MailRoom {
  readonly mail: Mail;
  /** Begins to send what waits. */
  start(): void;
  /** Resolves once nothing is being sent any more, at the latest after 5 s: what is, is sent again by the next start. */
  close(): Promise<void>;
}

/** @throws {Error} in one sentence which template is wrong */
export function createMailRoom(kernel: Kernel, parts: MailRoomParts): MailRoom {
  const { config, database, clock, random, log, metrics } = kernel;
  const { audit, box } = parts;
  const { publicUrl, page } = config;
  if (config.mail.host === null || publicUrl === null) {
    return { mail: noMail, start: () => {}, close: () => Promise.resolve() };
  }
  const templates = readTemplates(config.mail.templates);
  const outbox = createOutbox({ database, clock, random, audit, box });
  const transport = parts.mailTransport ?? smtp(config.mail, config.mail.host, senderOf(config, publicUrl));
  const postman = createPostman({ clock, log, outbox, transport, onResult: metrics.mailTry });
  const place = { name: page.name, page: publicUrl };
  return {
    mail: createMails({
      log,
      outbox,
      templates,
      place,
      countNotice: async ({ db, now }, accountId) => (await countOne(db, `notices ${accountId}`, DAY_MS, now)).count,
      onQueued: () => postman.wake(),
    }),
    start: () => postman.start(),
    async close() {
      const late = () => new Error("The mail server took longer");
      await withinTime(clock, STOP_MS_MAX, postman.stop(), late)
        .catch((error) => log.warn("A mail was being sent as the server ended; it is sent again", { error }));
      transport.close();
    },
  };
}

function smtp(mail: Config["mail"], host: string, from: MailSender): MailTransport {
  const { user, password, tls } = mail;
  const login = user === null || password === null ? null : { user, password: password.reveal() };
  return createSmtpTransport({ host, port: mailPort(mail), tls, login, from });
}

function senderOf({ mail, page }: Config, publicUrl: string): MailSender {
  if (mail.from !== null) return parseSender(mail.from);
  return { name: page.name, address: `no-reply@${new URL(publicUrl).hostname}` };
}
