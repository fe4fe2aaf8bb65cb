/** A real mail server on loopback: what it was sent, and the ways in which one fails. */
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the wire. */
  readonly raw: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The text part. */
  readonly text: string;
  readonly html: string;
  readonly isEncrypted: boolean;
  readonly user: string | null;
}

export interface MailServer extends AsyncDisposable {
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  /** Connections so far. */
  readonly connections: number;
  /** Resolves with the first mail that fits, come or to come. */
  next(fits?: (mail: ReceivedMail) => boolean): Promise<ReceivedMail>;
}

export interface MailServerOptions {
  readonly port?: number;
  readonly key?: string;
  readonly cert?: string;
  /** TLS from the first byte. */
  readonly secure?: boolean;
  /** Without it there is no STARTTLS. */
  readonly startTls?: boolean;
  readonly login?: { readonly user: string; readonly password: string };
  /** Refuses so many mails first. */
  readonly refuse?: number;
  /** Awaited once it has a mail, before it says so to whoever sent it. */
  readonly beforeAnswer?: (mail: ReceivedMail) => Promise<void>;
}

const PATIENCE_MS = 20_000;

export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { key, cert, secure = false, startTls = false, login } = options;
  let refusals = options.refuse ?? 0;
  let connections = 0;
  const received: ReceivedMail[] = [];
  const waiting = new Set<() => void>();
  const settings: SMTPServerOptions = {
    secure,
    ...(key === undefined || cert === undefined ? {} : { key, cert }),
    authOptional: login === undefined,
    disabledCommands: [...(startTls ? [] : ["STARTTLS"]), ...(login === undefined ? ["AUTH"] : [])],
    onConnect(_session, done) {
      connections++;
      done();
    },
    onAuth({ username, password }, _session, done) {
      if (username === login?.user && password === login?.password) return done(null, { user: username });
      done(new Error("Wrong login"));
    },
    onData(stream, session, done) {
      const chunks: Uint8Array[] = [];
      stream.on("data", (chunk: Uint8Array) => chunks.push(chunk));
      stream.on("end", () => {
        if (refusals-- > 0) return done(Object.assign(new Error("Not now"), { responseCode: 451 }));
        const raw = new TextDecoder().decode(concat(chunks));
        const { mailFrom, rcptTo } = session.envelope;
        const mail = {
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw,
          ...readMessage(raw),
          isEncrypted: session.secure,
          user: session.user ?? null,
        };
        received.push(mail);
        waiting.forEach((look) => look());
        void (options.beforeAnswer?.(mail) ?? Promise.resolve()).then(() => done());
      });
    },
  };
  const server = new SMTPServer(settings);
  server.on("error", () => {}); // a client that hangs up, or does not believe the certificate
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const address = server.server.address();
  if (address === null || typeof address === "string") throw new Error("Could not listen");
  return {
    port: address.port,
    received,
    get connections() {
      return connections;
    },
    next(fits = () => true) {
      const { promise, resolve, reject } = Promise.withResolvers<ReceivedMail>();
      const look = () => {
        const mail = received.find(fits);
        if (mail !== undefined) resolve(mail);
      };
      const subjects = () => received.map(({ headers }) => headers.get("subject")).join(", ");
      const timer = setTimeout(() => reject(new Error(`The mail did not come; came: ${subjects()}`)), PATIENCE_MS);
      waiting.add(look);
      look();
      return promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(look);
      });
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** A key and a certificate of nobody's for `localhost`, by openssl. */
export async function makeCertificate(): Promise<{ key: string; cert: string }> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse_smtp_" });
  try {
    const { success } = await new Deno.Command("openssl", {
      args: "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost"
        .split(" ").concat("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
      cwd: folder,
      stdout: "null",
      stderr: "null",
    }).output();
    if (!success) throw new Error("Could not make a certificate");
    const read = (name: string) => Deno.readTextFile(`${folder}/${name}.pem`);
    return { key: await read("key"), cert: await read("cert") };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The link in a mail's text, which stands alone on its line. */
export function linkIn({ text }: Pick<ReceivedMail, "text">): string {
  const link = text.split("\n").find((line) => /^https?:\/\/\S+#\S+$/.test(line));
  if (link === undefined) throw new Error(`There is no link in: ${text}`);
  return link;
}

/** The secret behind the `=` of a link. */
export function tokenIn(mail: Pick<ReceivedMail, "text">): string {
  return new URL(linkIn(mail)).hash.replace(/^#[a-z]+=/, "");
}

function readMessage(raw: string) {
  const [head = "", ...rest] = raw.split("\r\n\r\n");
  const headers = readHeaders(head);
  const body = rest.join("\r\n\r\n");
  const boundary = /boundary="([^"]+)"/.exec(headers.get("content-type") ?? "")?.[1];
  const parts = boundary === undefined ? [raw] : body.split(`--${boundary}`).slice(1, -1);
  const part = (type: string) => {
    const found = parts.find((candidate) => candidate.includes(`Content-Type: ${type}`)) ?? "";
    const [partHead = "", ...partBody] = found.trimStart().split("\r\n\r\n");
    return decode(partBody.join("\r\n\r\n"), readHeaders(partHead).get("content-transfer-encoding") ?? "7bit");
  };
  return { headers, text: part("text/plain"), html: part("text/html") };
}

function readHeaders(head: string): Map<string, string> {
  const lines = head.replaceAll(/\r\n[ \t]+/g, " ").split("\r\n");
  return new Map(lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
}

function decode(body: string, encoding: string): string {
  const bytes = encoding === "base64"
    ? Uint8Array.fromBase64(body.replaceAll(/\s/g, ""))
    : encoding === "quoted-printable"
    ? quotedPrintable(body)
    : new TextEncoder().encode(body);
  return new TextDecoder().decode(bytes).replaceAll("\r\n", "\n").trim();
}

/** RFC 2045, 6.7. */
function quotedPrintable(body: string): Uint8Array<ArrayBuffer> {
  const text = body.replaceAll("=\r\n", "");
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const isEscaped = text[index] === "=";
    bytes.push(isEscaped ? Number.parseInt(text.slice(index + 1, index + 3), 16) : text.charCodeAt(index));
    if (isEscaped) index += 2;
  }
  return Uint8Array.from(bytes);
}

function concat(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
