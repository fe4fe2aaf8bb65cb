/** The settings under `mail`, and what holds between them. Without a host no mail is sent. */
import { z } from "zod";
import { ConfigError } from "./config_error.ts";
import { Secret } from "./secret.ts";
import { choice, group, lineOfText, optional, optionalNumber } from "./setting.ts";

/** RFC 8314, 3.3 and 3.4; RFC 5321 for a mail server on this machine. */
const DEFAULT_PORTS = { required: 587, implicit: 465, off: 25 } as const;
const LOOPBACK = /^(localhost|127(\.[0-9]{1,3}){3}|::1)$/;
/** `Gatehouse <no-reply@example.org>`, or the address alone; nothing that could begin another header. */
const SENDER =
  /^(?:([^<>"\\@]{1,64}) <([^\s@"<>(),:;\\]{1,64}@[^\s@"<>(),:;\\]{1,253})>|([^\s@"<>(),:;\\]{1,64}@[^\s@"<>(),:;\\]{1,253}))$/;

export interface MailSender {
  /** Null where the configuration names the address alone. */
  readonly name: string | null;
  readonly address: string;
}

/** @param resolve makes a path absolute */
export function mailSettings(resolve: (path: string) => string) {
  return group({
    host: optional(lineOfText(255).regex(/^\S+$/), {
      kind: "text",
      allowed: "an address or a name",
      about: "The mail server. Without it there is no mail, and no reset by mail.",
    }),
    port: optionalNumber(1, 65_535, { about: "Its port: 587, with `implicit` 465, with `off` 25." }),
    user: optional(lineOfText(255), {
      kind: "text",
      allowed: "1 to 255 characters",
      about: "Signs in at the mail server, together with `mail.password`.",
    }),
    password: optional(lineOfText(1_000).transform((text) => new Secret(text)), {
      kind: "text",
      isSecret: true,
      allowed: "1 to 1000 characters",
      about: "The password, or key, of `mail.user`.",
    }),
    tls: choice(["required", "implicit", "off"], {
      fallback: "required",
      about: "STARTTLS or nothing; TLS from the first byte; none, for a mail server on this machine only.",
    }),
    from: optional(lineOfText(320).regex(SENDER), {
      kind: "text",
      allowed: "an e-mail address, or a name and one as in Gatehouse <no-reply@example.org>",
      about: "Whom mails come from; `no-reply@` and the host of `publicUrl` where it is not set.",
    }),
    templates: optional(z.string().min(1).transform(resolve), {
      kind: "text",
      allowed: "a folder",
      about: "Texts in place of the built-in ones, as `<name>.<language>.txt` and `.html`.",
    }),
  });
}

type MailSettings = z.output<ReturnType<typeof mailSettings>>;

/** @throws {ConfigError} where one setting needs another, or forbids it */
export function verifyMail({ mail, publicUrl }: { readonly mail: MailSettings; readonly publicUrl: string | null }) {
  if (mail.host === null) return;
  if (publicUrl === null) {
    throw new ConfigError("publicUrl (PUBLIC_URL) is missing, allowed: https://…; the links in mails begin with it");
  }
  if (mail.tls === "off" && !LOOPBACK.test(mail.host)) {
    throw new ConfigError(
      `mail.tls (MAIL_TLS) is "off", allowed: "required" or "implicit", as ${mail.host} is not here`,
    );
  }
  if ((mail.user === null) !== (mail.password === null)) {
    const missing = mail.user === null ? "mail.user (MAIL_USER)" : "mail.password (MAIL_PASSWORD)";
    throw new ConfigError(`${missing} is missing, allowed: both or neither of mail.user and mail.password`);
  }
}

export function mailPort({ port, tls }: { readonly port: number | null; readonly tls: MailSettings["tls"] }): number {
  return port ?? DEFAULT_PORTS[tls];
}

/** @param text as `mail.from` takes it */
export function parseSender(text: string): MailSender {
  const [, name, address, bare] = SENDER.exec(text) ?? [];
  return { name: name ?? null, address: address ?? bare ?? text };
}
