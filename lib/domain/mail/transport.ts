/** The way to the mail server: SMTP by nodemailer, loaded with the first mail. */
import type { MailSender } from "../../platform/config/schema_mail.ts";
import { type Letter } from "./letter.ts";

export interface MailTransport {
  /** Resolves once the server has taken the mail. @param key the same for each try: it becomes the `Message-ID` */
  send(mail: { readonly key: string; readonly letter: Letter }): Promise<void>;
  close(): void;
}

interface SmtpParts {
  readonly host: string;
  readonly port: number;
  /** `required` speaks by STARTTLS or not at all, `implicit` from the first byte, `off` never. */
  readonly tls: "required" | "implicit" | "off";
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly from: MailSender;
  /** A certificate authority to believe beside those of the system, in PEM. */
  readonly ca?: string;
}

const CONNECT_MS_MAX = 10_000;
/** Without a word from the server. */
const SILENCE_MS_MAX = 20_000;

export function createSmtpTransport({ host, port, tls, login, from, ca }: SmtpParts): MailTransport {
  const open = async () => {
    const { createTransport } = await import("nodemailer");
    return createTransport({
      host,
      port,
      secure: tls === "implicit",
      requireTLS: tls === "required",
      ignoreTLS: tls === "off",
      tls: { minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) },
      ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
      connectionTimeout: CONNECT_MS_MAX,
      dnsTimeout: CONNECT_MS_MAX,
      greetingTimeout: CONNECT_MS_MAX,
      socketTimeout: SILENCE_MS_MAX,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  };
  let opened: ReturnType<typeof open> | null = null;
  return {
    async send({ key, letter: { to, subject, text, html } }) {
      const transport = await (opened ??= open());
      await transport.sendMail({
        from: { name: from.name ?? "", address: from.address },
        to: { name: "", address: to },
        envelope: { from: from.address, to: [to] },
        messageId: `<${key}@${from.address.slice(from.address.lastIndexOf("@") + 1)}>`,
        subject,
        text,
        html,
        headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
      });
    },
    close() {
      opened?.then((transport) => transport.close(), () => {});
    },
  };
}

/** What went wrong, for the log, the operators and the audit log: on one line, and without anybody's address. */
export function describeFailure(error: unknown): string {
  // A connection that was tried at several addresses fails without a message, but with a code.
  const text = error instanceof Error ? error.message || String(Reflect.get(error, "code")) : String(error);
  return text.replaceAll(/\s+/g, " ").replaceAll(/[^\s<>]+@[^\s<>]+/g, "(address)");
}
