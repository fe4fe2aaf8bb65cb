/** What real databases of these systems have beside the samples: older and newer columns, and tables of their own. */
import { expect } from "expect";
import { type TestServer, withServer } from "../support/test_server.ts";
import { type Imported, importInto, type ImportSetup } from "./setup.ts";

const BCRYPT = "$2b$04$wwTUaudVcADJsozFTVmwNexHf8y2izETeFRTuk1TbKG2hjAU82aYm";

/** Dry, out of a file with this text. */
async function readOf(
  server: TestServer,
  text: string,
  setup: Pick<ImportSetup, "system" | "options">,
): Promise<Imported> {
  const path = await Deno.makeTempFile({ suffix: ".sql" });
  try {
    await Deno.writeTextFile(path, text);
    return await importInto(server, { ...setup, sources: [path], isDryRun: true });
  } finally {
    await Deno.remove(path);
  }
}

function readingTest(name: string, run: (server: TestServer) => Promise<void>): void {
  Deno.test(name, () => withServer("sqlite", {}, run));
}

const idsOf = ({ conflicts }: Imported, kind: string) =>
  conflicts.filter(([, found]) => found === kind).map(([id]) => id);

const MANGOS = "CREATE TABLE account (id int, username text, v text, s text, sha_pass_hash text, email text);\n" +
  `INSERT INTO account VALUES (1,'ONE','1A','2B',"",'same@example.org'),(2,"TWO",'1A','2B',NULL,'Same@example.org');\n`;

readingTest("cMaNGOS: the later login, which keeps an e-mail, stands in account_logons", async (server) => {
  const bans =
    "CREATE TABLE account_banned (id int, account_id int, banned_at bigint, expires_at bigint, reason text, " +
    "active int);\nCREATE TABLE ip_banned (ip text, banned_at bigint, expires_at bigint, reason text);\n";
  const logons = (of: number) =>
    "CREATE TABLE account_logons (id int, accountId int, ip text, loginTime timestamp, loginSource int);\n" +
    `INSERT INTO account_logons VALUES (1,${of},'198.51.100.1','2024-05-06 07:08:09',0),` +
    `(2,${3 - of},'198.51.100.1','2023-01-01 00:00:00',1),(3,9,'198.51.100.1','0000-00-00 00:00:00',0);\n`;
  const setup = { system: "cmangos" };
  expect(idsOf(await readOf(server, MANGOS + bans, setup), "email_shared")).toEqual(["2"]);
  expect(idsOf(await readOf(server, MANGOS + bans + logons(2), setup), "email_shared")).toEqual(["1"]);
  expect(idsOf(await readOf(server, MANGOS + bans + logons(1), setup), "email_shared")).toEqual(["2"]);
});

readingTest("the old MaNGOS: game masters stand in account_access where account has no gmlevel", async (server) => {
  const more = "CREATE TABLE account_banned (id int, bandate bigint, unbandate bigint, banreason text, active int);\n" +
    "CREATE TABLE ip_banned (ip text, bandate bigint, unbandate bigint, banreason text);\n" +
    "CREATE TABLE account_access (id int, gmlevel int, RealmID int);\nINSERT INTO account_access VALUES (1,0,-1),(2,3,-1);\n";
  expect((await readOf(server, MANGOS + more, { system: "mangos-old" })).summary.details.staff).toEqual(["2"]);
});

readingTest("Nakama: what its other providers know and what a wallet holds is reported", async (server) => {
  const sql = "SET standard_conforming_strings = on;\n" +
    "CREATE TABLE public.users (id uuid, username text, wallet jsonb, custom_id text);\n" +
    "CREATE TABLE public.user_device (id text, user_id uuid);\n" +
    "CREATE TABLE public.user_provider (provider text, provider_user_id text, user_id uuid);\n" +
    `COPY public.users (id, username, wallet, custom_id) FROM stdin;\nu1\tone\t{"gold": 7}\t\\N\nu2\ttwo\t{}\tc2\n\\.\n` +
    "COPY public.user_provider (provider, provider_user_id, user_id) FROM stdin;\ndiscord\td1\tu1\n\\.\n" +
    "COPY public.user_device (id, user_id) FROM stdin;\nphone\tu2\ntablet\tu2\n\\.\n";
  const { summary, conflicts } = await readOf(server, sql, { system: "nakama" });
  expect(summary.details.notCarried).toEqual({
    "custom identity": 1,
    "device identity": 2,
    "discord identity": 1,
    wallet: 1,
  });
  expect(JSON.stringify(conflicts)).not.toMatch(/phone|d1|gold/);
});

readingTest("CSV: a ban's end without a zone is that of --timezone, and guessed at by nobody", async (server) => {
  const lines = ["1,one,2027-06-07 12:00:00", "2,two,2027-06-07T12:00:00Z", "3,three,2027-06-07t12:00:00+05:30"];
  const text = `id,username,banned_until\n${lines.join("\n")}\n4,four,2027-06-31T00:00:00Z\n5,five,\n`;
  const without = await readOf(server, text, { system: "csv" });
  const rule = expect.stringContaining("nor a date with its zone");
  expect(without.skipped).toEqual([["account", "1", rule], ["account", "4", rule]]);
  expect(without.summary).toMatchObject({ accounts: { new: 3 }, bans: 2 });
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  await Deno.writeTextFile(path, text);
  await importInto(server, { system: "csv", sources: [path], options: { timezone: "Europe/Warsaw" } });
  await Deno.remove(path);
  const rows = await server.database.read.selectFrom("account_suspensions").select("until").orderBy("id").execute();
  expect(rows.map(({ until }) => new Date(until!).toISOString())).toEqual([
    "2027-06-07T10:00:00.000Z",
    "2027-06-07T12:00:00.000Z",
    "2027-06-07T06:30:00.000Z",
  ]);
});

readingTest("NexusForever: a day that its month does not have breaks that ban's row alone", async (server) => {
  const sql = "CREATE TABLE account (id int, email text, s text, v text);\n" +
    `INSERT INTO account VALUES (1,'a@example.org','${"0A".repeat(16)}','1B');\n` +
    "CREATE TABLE account_suspension (id int, banId int, startTime datetime, endTime datetime, Reason text);\n" +
    "INSERT INTO account_suspension VALUES (1,7,'2024-02-30 00:00:00','2027-02-28 00:00:00','x')," +
    "(1,8,'2024-01-01 00:00:00','2027-02-30 00:00:00','y');\n";
  for (const timezone of ["UTC", "Europe/Berlin"]) {
    const { summary, skipped } = await readOf(server, sql, { system: "nexusforever", options: { timezone } });
    expect(summary).toMatchObject({ accounts: { new: 1 }, bans: 1 });
    expect(skipped).toEqual([["suspension", "8", '"2027-02-30 00:00:00" is no time']]);
  }
});

readingTest("AuthMe of old: no names of the players' own, no e-mail, and keys that nothing fills", async (server) => {
  const sql = "CREATE TABLE authme (id INTEGER, username TEXT, password TEXT, ip TEXT, lastlogin BIGINT);\n" +
    `INSERT INTO authme VALUES (NULL,'ada','${BCRYPT}','',0),(NULL,'bob','${BCRYPT}','',1700000000000);\n`;
  const { summary } = await readOf(server, sql, { system: "authme" });
  expect(summary).toMatchObject({ accounts: { new: 2 }, renamed: 0, details: { passwords: { bcrypt: 2 } } });
});
