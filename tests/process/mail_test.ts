/** Mail of a server in a process of its own: killed in and between sends, and before mail servers that are none. */
import { DatabaseSync } from "node:sqlite";
import { expect } from "expect";
import pg from "pg";
import { hasOpenssl, makeCertificate } from "../support/own_ca.ts";
import { type MailServer, type MailServerOptions, startMailServer } from "../support/smtp.ts";
import { testEngines, withEmptySchema } from "../support/test_database.ts";
import { TEST_MASTER_KEY } from "../support/test_server.ts";
import { until } from "../support/until.ts";
import { call, PASSWORD, type ServerProcess, startProcess, withFolder } from "./server.ts";

/** @param port of the mail server */
const withMail = (port: number, more: Readonly<Record<string, string>> = {}) => ({
  DATA_DIR: "data",
  PUBLIC_URL: "https://play.example.org",
  MAIL_HOST: "localhost",
  MAIL_PORT: String(port),
  MAIL_TLS: "off",
  ...more,
});

/** Which is answered with 201 whatever the mail server does, and is followed by a mail. */
async function register(server: ServerProcess, username: string): Promise<void> {
  const body = { username, password: PASSWORD, email: `${username}@example.org` };
  expect((await call(server, "POST", "/api/auth/register", { body })).status).toBe(201);
}

interface MailRow {
  readonly tries: number;
  readonly claim: string | null;
  readonly last_error: string | null;
}

function mailsIn(folder: string): readonly MailRow[] {
  using database = new DatabaseSync(`${folder}/data/gatehouse.db`, { readOnly: true });
  return database.prepare("select tries, claim, last_error from mails order by id").all() as unknown as MailRow[];
}

/** A database that outlives its servers. */
interface Kept {
  /** What a server is told to be on it. */
  readonly variables: Readonly<Record<string, string>>;
  /** The mails that wait, the oldest first. */
  mails(): Promise<readonly MailRow[]>;
  /** As once a dead server's hold on what it sent is over; null where the next server knows that it is dead. */
  readonly endClaims: (() => Promise<unknown>) | null;
}

function eachKept(name: string, run: (kept: Kept) => Promise<void>): void {
  Deno.test(`${name} (sqlite)`, () =>
    withFolder((folder) => {
      const mails = () => Promise.resolve(mailsIn(folder));
      return run({ variables: { DATA_DIR: `${folder}/data` }, mails, endClaims: null });
    }));
  Deno.test({
    name: `${name} (postgres)`,
    ignore: !testEngines().includes("postgres"),
    fn: () =>
      withEmptySchema("built_in_games", async ({ url }) => {
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        const mails = async () =>
          (await client.query<MailRow>("select tries, claim, last_error from mails order by id")).rows;
        const endClaims = () => client.query("update mails set due_at = due_at - 15000");
        try {
          await run({ variables: { DATABASE_URL: url, MASTER_KEY: TEST_MASTER_KEY }, mails, endClaims });
        } finally {
          await client.end();
        }
      }),
  });
}

const recipients = ({ received }: MailServer) => received.map(({ to }) => to[0]!.split("@")[0]).toSorted();

eachKept(
  "killed in and between sends the outbox loses nothing, and doubles only what was being sent",
  (kept) =>
    withFolder(async (folder) => {
      const { variables, mails, endClaims } = kept;
      const held: (() => void)[] = [];
      let isHolding = false;
      const beforeAnswer = () => isHolding ? new Promise<void>((resolve) => held.push(resolve)) : Promise.resolve();
      await using server = await startMailServer({ beforeAnswer });
      {
        await using first = await startProcess(folder, withMail(server.port, variables));
        await register(first, "ada");
        await until(async () => server.received.length === 1 && (await mails()).length === 0);
        // Bea's is with the mail server, which has not said so; the others wait behind it.
        isHolding = true;
        await register(first, "bea");
        await until(() => server.received.length === 2);
        for (const username of ["cyd", "dan"]) await register(first, username);
        first.kill("SIGKILL");
        await first.ended;
      }
      expect((await mails()).map(({ claim }) => claim !== null)).toEqual([true, false, false]);
      isHolding = false;
      await using _second = await startProcess(folder, withMail(server.port, variables));
      if (endClaims !== null) {
        // Another instance cannot tell a dead one from a slow one: what was in its hands waits, and nothing else does.
        await until(async () => (await mails()).length === 1);
        expect(recipients(server)).toEqual(["ada", "bea", "cyd", "dan"]);
        await endClaims();
      }
      await until(async () => (await mails()).length === 0);
      held.forEach((release) => release());

      expect(recipients(server)).toEqual(["ada", "bea", "bea", "cyd", "dan"]);
      // By which a mail server, and the player's, know the second copy.
      const ids = server.received.map(({ to, headers }) => [to[0], headers.get("message-id")]);
      expect(new Set(ids.filter(([to]) => to === "bea@example.org").map(([, id]) => id)).size).toBe(1);
      expect(new Set(ids.map(([, id]) => id)).size).toBe(4);
    }),
);

eachKept(
  "a reset that was asked for is sent, however soon after its answer the server is killed",
  ({ variables }) =>
    withFolder(async (folder) => {
      await using server = await startMailServer();
      {
        await using first = await startProcess(folder, withMail(server.port, variables));
        await register(first, "ada");
        await until(() => server.received.length === 1);
        const body = { email: "ada@example.org" };
        expect((await call(first, "POST", "/api/auth/reset", { body })).status).toBe(202);
        first.kill("SIGKILL");
        await first.ended;
      }
      await using _second = await startProcess(folder, withMail(server.port, variables));
      await until(() => server.received.some(({ text }) => text.includes("#reset=")));
    }),
);

Deno.test("a mail server that takes the line and says nothing holds up no answer and no stop, and loses no mail", () =>
  withFolder(async (folder) => {
    using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const lines: Deno.Conn[] = [];
    const accepting = (async () => {
      for await (const line of silent) lines.push(line);
    })();
    {
      await using server = await startProcess(folder, withMail(silent.addr.port));
      await register(server, "ada");
      await until(() => lines.length === 1);
      await register(server, "bea");
      const body = { username: "ada", password: PASSWORD };
      expect((await call(server, "POST", "/api/auth/login", { body })).status).toBe(200);
      server.kill("SIGTERM");
      expect((await server.ended).code).toBe(0);
    }
    expect(mailsIn(folder)).toHaveLength(2);
    silent.close();
    await accepting;
    for (const line of lines) line.close();
    await using mails = await startMailServer();
    await using _server = await startProcess(folder, withMail(mails.port));
    await until(() => mails.received.length > 0);
  }));

const TLS: readonly (readonly ["required" | "implicit", MailServerOptions])[] = [
  ["required", { startTls: true }],
  ["implicit", { secure: true }],
];

for (const [tls, options] of TLS) {
  Deno.test({
    name: `a mail server of an authority of one's own is believed where DENO_CERT names it, and not else (${tls})`,
    ignore: !await hasOpenssl(),
    fn: () =>
      withFolder(async (folder) => {
        const { authority, certificate, key } = await makeCertificate(folder, "localhost");
        const [pem, keyPem] = [await Deno.readTextFile(certificate), await Deno.readTextFile(key)];
        await using mails = await startMailServer({ ...options, cert: pem, key: keyPem });
        {
          await using server = await startProcess(folder, withMail(mails.port, { MAIL_TLS: tls }));
          await register(server, "ada");
          await until(() => mailsIn(folder).some(({ tries }) => tries === 1));
          expect(mails.received).toEqual([]);
          expect(mailsIn(folder)).toMatchObject([{ last_error: expect.stringContaining("certificate") }]);
        }
        await using server = await startProcess(folder, withMail(mails.port, { MAIL_TLS: tls, DENO_CERT: authority }));
        await register(server, "bea");
        await until(() => mails.received.length > 0);
        expect(mails.received).toMatchObject([{ to: ["bea@example.org"], isEncrypted: true }]);
      }),
  });
}
