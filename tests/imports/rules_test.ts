/** Rules of the contract that no sample shows: names of two realms, e-mails that are none, bans, and what a run may change. */
import { parse } from "csv-parse/sync";
import { expect } from "expect";
import { sql } from "kysely";
import { DatabaseSync } from "node:sqlite";
import { openReportFiles } from "../../lib/imports/report/files.ts";
import { formatSummary } from "../../lib/imports/report/terminal.ts";
import { parseCidr } from "../../lib/platform/addresses/cidr.ts";
import { undoRun } from "../../lib/imports/writer/undo.ts";
import { StsClient } from "../../lib/testing/wildstar_client.ts";
import { eachServer, type TestServer, withServer } from "../support/test_server.ts";
import { type Imported, importInto, type ImportSetup, SAMPLES } from "./setup.ts";

const BCRYPT = "$2b$04$wwTUaudVcADJsozFTVmwNexHf8y2izETeFRTuk1TbKG2hjAU82aYm";

async function importText(
  server: TestServer,
  text: string,
  setup: Omit<ImportSetup, "sources"> = { system: "csv" },
): Promise<Imported> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, text);
    return await importInto(server, { ...setup, sources: [path] });
  } finally {
    await Deno.remove(path);
  }
}

function readingTest(name: string, run: (server: TestServer) => Promise<void>): void {
  Deno.test(name, () => withServer("sqlite", {}, run));
}

async function logIn(server: TestServer, login: { username: string } | { email: string }, password: string) {
  const body = JSON.stringify({ ...login, password });
  const response = await fetch(`${server.url}/api/auth/login`, { method: "POST", body });
  const answer = await response.json();
  return response.status === 200 ? answer : String(answer.code);
}

eachServer("a login name of two realms logs nobody in, until only one account answers", {}, async (server) => {
  const realm = (label: string, password: string) =>
    importText(
      server,
      `id,username,email,password_hash,password_kind\n1,żółw,${label}@example.org,${password},plain\n`,
      {
        system: "csv",
        options: { label },
      },
    );
  await realm("one", "first-secret");
  const { id } = await logIn(server, { username: "ŻÓŁW" }, "first-secret");
  await realm("two", "second-secret");
  for (const password of ["first-secret", "second-secret"]) {
    expect(await logIn(server, { username: "żółw" }, password)).toBe("invalid_credentials");
  }
  expect(await logIn(server, { email: "one@example.org" }, "first-secret")).toMatchObject({ id });
  // A login name ends with its account, and reserves nothing.
  await server.database.write.deleteFrom("accounts").where("email_key", "=", "two@example.org").execute();
  expect(await logIn(server, { username: "żółw" }, "first-secret")).toMatchObject({ id });
});

eachServer("an e-mail that our rule refuses logs in and is said, one without an @ is none", {}, async (server) => {
  const { summary, conflicts } = await importText(
    server,
    `id,username,email,password_hash\n1,one,one@localhost,${BCRYPT}\n2,two,none,${BCRYPT}\n3,three,,${BCRYPT}\n`,
  );
  expect(summary.accounts).toMatchObject({ new: 3 });
  expect(conflicts.map(([id, kind]) => [id, kind])).toEqual([["1", "email_rule"], ["2", "not_an_email"]]);
  const rows = await server.database.read.selectFrom("accounts").select(["username", "email"]).orderBy("id").execute();
  expect(rows.map(({ email }) => email)).toEqual(["one@localhost", null, null]);
});

readingTest("a row without a key is told by its place, in every run the same", async (server) => {
  const text = `id,username,email,password_hash\n1,ada,,${BCRYPT}\n,bo,,${BCRYPT}\n3,cy,,${BCRYPT}\n,di,,${BCRYPT}\n`;
  const places = async () => (await importText(server, text)).skipped.map(([, id]) => id);
  expect(await places()).toEqual(["row 2", "row 4"]);
  expect(await places()).toEqual(["row 2", "row 4"]);
});

readingTest("each row that breaks a rule is left out with it, and those around it come in", async (server) => {
  const hex = "0A".repeat(16);
  const N_OR_MORE = "FF".repeat(128);
  const account = (id: number | string, email: string, s = hex, v = "1B") => `(${id},'${email}','${s}','${v}')`;
  const sql = "CREATE TABLE account (id int, email text, s text, v text);\nINSERT INTO account VALUES " + [
    account(1, "good@example.org"),
    account(2, "hex@example.org", "XY"),
    account(3, "odd@example.org", hex, "1B0"),
    account(4, "large@example.org", hex, N_OR_MORE),
    account(5, "long@example.org", hex, "01".repeat(129)),
    account(6, "zero@example.org", hex, "0000"),
    account(7, "salt@example.org", "0A".repeat(17)),
    account(8, `${"a".repeat(255)}@example.org`),
    account(9, "nul\\0@example.org"),
    account(10, "twice@example.org"),
    account(10, "twice2@example.org"),
    account(11, ""),
    account("''", "nokey@example.org"),
    account(12, "last@example.org", hex, "1B00"),
  ].join(",") +
    ";\nCREATE TABLE account_suspension (id int, banId int, startTime datetime, endTime datetime, Reason text);\n" +
    "INSERT INTO account_suspension VALUES (4,1,'2024-01-01 00:00:00',NULL,'x');\n";
  const { summary, skipped } = await importText(server, sql, { system: "nexusforever", options: { timezone: "UTC" } });
  expect(summary.accounts).toMatchObject({ source: 14, new: 3, skipped: 11 });
  expect(skipped.map(([kind, id, rule]) => [kind, id!.replace(/^row \d+$/, "row"), rule])).toEqual([
    ["account", "2", "the salt is not hexadecimal"],
    ["account", "3", "the verifier is not hexadecimal"],
    ["account", "4", "the verifier is not below N"],
    ["account", "5", "the verifier has more than 128 bytes"],
    ["account", "6", "the verifier is zero"],
    ["account", "7", "the salt has more than 16 bytes"],
    ["account", "8", "its name or e-mail has more than 254 letters"],
    ["account", "9", "its name or e-mail is no text"],
    ["account", "10 (2)", "the key 10 stands there twice"],
    ["account", "11", "email is empty"],
    ["account", "row", "id is empty"],
    ["suspension", "1", "owner skipped"],
  ]);
});

readingTest("TrinityCore's master branch is refused with its reason", async (server) => {
  const sql = "CREATE TABLE account (id int, username text, salt binary(32), verifier binary(32));\n" +
    "CREATE TABLE `battlenet_accounts` (id int);\n";
  await expect(importText(server, sql, { system: "trinitycore" })).rejects.toThrow("it has battlenet_accounts");
});

readingTest(
  "without an account, bans alone come in; the report says so, and of a game's database without characters",
  async (server) => {
    const bans = "CREATE TABLE account (id int, username text, salt binary(32), verifier binary(32));\n" +
      "CREATE TABLE ip_banned (ip text, bandate int, unbandate int, banreason text);\n" +
      "CREATE TABLE account_banned (id int, bandate int, unbandate int, banreason text, active int);\n" +
      "INSERT INTO ip_banned VALUES ('192.0.2.7', 1, 1, 'x');\n";
    const { conflicts, summary } = await importText(server, bans, { system: "azerothcore" });
    expect(conflicts).toEqual([["", "no_rows", "account", "", "bans alone are there: no account comes in"]]);
    expect(summary.addresses).toBe(1);
    expect(formatSummary(summary, "sqlite", "r")).toMatch(/^NO ROWS +1 {2}where accounts or characters should be/m);

    const game = await Deno.makeTempFile({ suffix: ".sql" });
    const withGame = async (text: string) => {
      await Deno.writeTextFile(game, text);
      const sources = ["nexusforever/nexus_forever_auth.sql", game] as const;
      return (await importInto(server, {
        system: "nexusforever",
        sources,
        options: { timezone: "UTC" },
        isDryRun: true,
      }))
        .conflicts.filter(([, kind]) => kind === "no_rows");
    };
    try {
      expect(await withGame("CREATE TABLE `character` (id int, accountId int);\n")).toEqual([
        ["", "no_rows", "character", "", "it has no rows"],
      ]);
      expect(await withGame("CREATE TABLE item (id int);\n")).toEqual([
        ["", "no_rows", "character", "", "no source has this table"],
      ]);
    } finally {
      await Deno.remove(game);
    }
  },
);

readingTest("bans of addresses: with stars, of blocks, of the proxies and of nobody", async (server) => {
  const bans = [
    "198.51.*.*",
    "203.0.113.0/24",
    "203.0.113.9",
    "10.0.0.0/7",
    "*.*.*.*",
    "192.0.2.7",
    "2001:db8::/32",
    "x",
  ];
  const sql = "CREATE TABLE account (id int, username text, salt binary(32), verifier binary(32));\n" +
    "CREATE TABLE account_banned (id int, bandate int, unbandate int, banreason text, active int);\n" +
    "CREATE TABLE ip_banned (ip text, bandate int, unbandate int, banreason text);\nINSERT INTO ip_banned VALUES " +
    bans.map((ip, index) => `('${ip}',${1_700_000_000 + index},${1_700_000_000 + index},'old')`).join(",") + ";\n";
  const { skipped, summary } = await importText(server, sql, {
    system: "azerothcore",
    trustedProxies: [parseCidr("192.0.2.0/24")!],
  });
  expect(skipped.map(([, id, rule]) => [id!.split("/1700")[0], rule!.replace(/^.*: /, "")])).toEqual([
    ["10.0.0.0/7", "it is wider than /8"],
    ["*.*.*.*", "it is no address"],
    ["192.0.2.7", "it would hit this machine or its own proxies"],
    ["x", "it is no address"],
  ]);
  expect(summary.addresses).toBe(4);
  const rows = await server.database.read.selectFrom("bans").select(["value", "created_by", "reason", "created_at"])
    .orderBy("id").execute();
  expect(rows.map(({ value }) => value)).toEqual(["198.51.0.0/16", "203.0.113.0/24", "203.0.113.9", "2001:db8::/32"]);
  expect(rows[0]).toMatchObject({ created_by: "import:azerothcore", reason: "old", created_at: 1_700_000_000_000 });
});

eachServer("an option that is put right is a change, and takes nothing that was used since", {}, async (server) => {
  const text = `id,username,password_hash\n1,one,${"5f4dcc3b5aa765d61d8327deb882cf99"}\n2,two,${BCRYPT}\n`;
  const first = await importText(server, text);
  expect(first.summary.details.passwords).toEqual({ bcrypt: 1, none: 1 });
  expect(await logIn(server, { username: "one" }, "password")).toBe("invalid_credentials");
  const passwords = { fallbackKind: "md5", pepper: null, firebase: null };
  const { summary } = await importText(server, text, { system: "csv", options: { passwords } });
  expect(summary.accounts).toMatchObject({ changed: 1, unchanged: 1, new: 0 });
  expect(await logIn(server, { username: "one" }, "password")).toMatchObject({ username: "one" });
});

eachServer("a ban that is new there ends the sessions here; what is gone there stays here", {}, async (server) => {
  const text = (until: string) => `id,username,password_hash,banned_until\n1,one,${BCRYPT},${until}\n`;
  await importText(server, `${text("").replace(BCRYPT, "one-secret")}2,two,${BCRYPT},\n`, {
    system: "csv",
    options: { passwords: { fallbackKind: "plain", pepper: null, firebase: null } },
  });
  const { token } = await logIn(server, { username: "one" }, "one-secret");
  const me = () => fetch(`${server.url}/api/account`, { headers: { authorization: `Bearer ${token}` } });
  const before = await me();
  await before.body?.cancel();
  expect(before.status).toBe(200);
  const { summary } = await importText(server, text("permanent"));
  expect(summary).toMatchObject({ accounts: { source: 1, changed: 1 }, bans: 1 });
  const after = await me();
  await after.body?.cancel();
  expect(after.status).not.toBe(200);
  expect(await server.database.read.selectFrom("accounts").select("username").orderBy("id").execute()).toHaveLength(2);
});

eachServer("the audit log has the run with its counts, and each account", {}, async (server) => {
  await importText(server, `id,username,password_hash\n7,one,${BCRYPT}\n8,two,${BCRYPT}\n`);
  const rows = await server.database.read.selectFrom("audit_log").select(["action", "actor", "reason"])
    .where("action", "like", "%import%").orderBy("id").execute();
  expect(rows).toEqual([
    { action: "account.import", actor: "command", reason: "csv 7" },
    { action: "account.import", actor: "command", reason: "csv 8" },
    { action: "import.run", actor: "command", reason: "csv: 2 new, 0 changed, 0 unchanged, 0 skipped" },
  ]);
});

eachServer(
  "a foreign password is told as one, and gone with the first login",
  {},
  async (server) => {
    await importText(server, "id,username,password_hash,password_kind\n1,one,one-secret,plain\n");
    const { id } = await server.database.read.selectFrom("accounts").select("id").executeTakeFirstOrThrow();
    const secrets = () =>
      server.database.read.selectFrom("account_secrets").select("scheme").where("scheme", "=", "foreign").execute();
    const waysIn = await fetch(`${server.url}/admin/api/accounts/${id}/ways-in`, {
      headers: { authorization: "Bearer test-admin-token-of-thirty-characters" },
    });
    expect(await waysIn.json()).toMatchObject({ password: true });
    expect(await secrets()).toHaveLength(1);
    const { token } = await logIn(server, { username: "one" }, "one-secret");
    expect(token).toBeDefined();
    expect(await secrets()).toEqual([]);
  },
);

eachServer(
  "an account that was used at a native door alone is not undone, nor one that was banned here",
  {},
  async (server) => {
    const { runId } = await importInto(server, {
      system: "nexusforever",
      sources: ["nexusforever/nexus_forever_auth.sql"],
      options: { timezone: "UTC" },
    });
    {
      using client = await StsClient.connect(server.ports["auth"]!);
      expect(await client.logIn({ email: "ada@example.org", password: "correct horse" })).toBe(true);
    }
    const bo = await server.database.read.selectFrom("accounts").select("id").where("email_key", "=", "bo@example.org")
      .executeTakeFirstOrThrow();
    await server.app.domain.suspensions.suspend({
      accountId: bo.id,
      reason: "cheats",
      until: null,
      actor: "command",
      address: "127.0.0.1",
    });
    expect(await undoRun(server.database, runId)).toMatchObject({ accounts: 13, keptAccounts: 2 });
    const left = await server.database.read.selectFrom("accounts").select("email").orderBy("id").execute();
    expect(left.map(({ email }) => email)).toEqual(["ada@example.org", "bo@example.org"]);
  },
);

Deno.test("the lists are CSV with a byte order mark, and no cell of them is a formula", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["first", "second"]) {
      const { lists, finish } = await openReportFiles(folder);
      for (const old of ["=1+1", "+1", "-1", "@x", `${name},\n"x"`]) lists.renamed(["1", old, "new", "", old]);
      await finish({ accounts: {} } as never);
    }
    const bytes = await Deno.readFile(`${folder}/renamed.csv`);
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const rows: string[][] = parse(bytes, { bom: true, from_line: 2 });
    // The report of before is replaced.
    expect(rows.map(([, old]) => old)).toEqual(["'=1+1", "'+1", "'-1", "'@x", 'second,\n"x"']);
    expect(new TextDecoder().decode(bytes)).toContain("\r\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

eachServer("an importer that throws leaves out its character, and the account stays", {}, async (server) => {
  const sql = (level: string) =>
    `CREATE TABLE account (id int, email text, s text, v text);
     INSERT INTO account VALUES (1,'a@example.org','${"0A".repeat(16)}','1B');
     CREATE TABLE account_suspension (id int, banId int, startTime datetime, endTime datetime, Reason text);
     CREATE TABLE \`character\` (id bigint, accountId int, name text, level int, class int, locationX float, locationY float,
       locationZ float, worldId int, createTime datetime, lastOnline datetime, deleteTime datetime, originalName text);
     INSERT INTO \`character\` VALUES (5,1,'',${level},1,0,0,0,1,'2024-01-01 00:00:00',NULL,NULL,NULL),
       (6,1,'Leesa',${level},1,0,0,0,1,'2024-01-01 00:00:00',NULL,NULL,NULL),
       (7,9,'Nobody',${level},1,0,0,0,1,'2024-01-01 00:00:00',NULL,NULL,NULL);`;
  const setup = { system: "nexusforever", options: { timezone: "UTC", into: "wildstar" } } as const;
  const { summary, skipped } = await importText(server, sql("3"), setup);
  expect(summary).toMatchObject({ accounts: { new: 1 }, characters: 3 });
  expect(skipped).toEqual([
    ["character", "wildstar/character 5", "its name has not 1 to 50 letters"],
    ["character", "wildstar/7", "owner skipped"],
  ]);
  const counted = await importText(server, sql("3"), { ...setup, options: { timezone: "UTC" }, isDryRun: true });
  expect(counted.summary.details.characters).toEqual({ "not asked for": 3 });
});

eachServer(
  "Slime: numbers are clamped to what the wire carries, and what has no place here is told",
  {},
  async (server) => {
    const path = await Deno.makeTempFile({ suffix: ".db" });
    await Deno.copyFile(`${SAMPLES}slimeonline2/slime_online2.db`, path);
    const old = new DatabaseSync(path);
    const { id } = old.prepare("select id from characters where username = 'rich'").get() as { id: number };
    old.exec(`
    update characters set points = 5000000000, quest_step = 300, x = -5, trees_planted = 70000 where id = ${id};
    update inventories set item_1 = 70000, emote_2 = 300, tool_9 = -1 where character_id = ${id};
    insert into storage values (${id}, 1, 0, 7), (${id}, 1, 1, 0);
    insert into mail (to_character_id, sender_name, message) values (${id}, 'x', 'y');
    insert into plant_state (room_id, spot_id, owner_id) values (900, 1, ${id}), (900, 2, null);
  `);
    old.close();
    const { summary } = await importInto(server, {
      system: "slimeonline2",
      sources: [path],
      options: { into: "slime" },
    });
    await Deno.remove(path);
    expect(summary.details.notCarried).toEqual({ "bank balance": 1, mail: 1, plant: 1, "storage slot": 1 });
    const { rows: [row] } = await sql<Record<string, number>>`
    select s.*, i.* from slime_characters s join slime_inventories i using (character_id)
    join characters c on c.id = s.character_id where c.name = 'rich'`.execute(server.database.read);
    expect(["points", "quest_step", "spawn_x", "trees_planted", "item_slot_1", "emote_slot_2", "tool_slot_9"]
      .map((column) => Number(row![column]))).toEqual([4_294_967_295, 255, 0, 65_535, 65_535, 255, 0]);
  },
);

eachServer("--names fail lets nothing in, though the name that fails stands in the last batch", {}, async (server) => {
  const text = `id,username,password_hash\n1,one,${BCRYPT}\n2,two,${BCRYPT}\n3,no name,${BCRYPT}\n`;
  const options = { names: "fail", batch: 1 } as const;
  for (const isDryRun of [true, false]) {
    await expect(importText(server, text, { system: "csv", options, isDryRun })).rejects.toThrow(
      'Account 3 ("no name"): the name is not 3 to 20 of A-Z, a-z, 0-9 and _',
    );
  }
  for (const table of ["accounts", "import_rows", "import_runs"] as const) {
    expect([table, await server.database.read.selectFrom(table).selectAll().execute()]).toEqual([table, []]);
  }
  const { summary, conflicts } = await importText(server, text.replace("no name", "three"), { system: "csv", options });
  expect([summary.accounts.new, conflicts]).toEqual([3, []]);
});

eachServer(
  "a ban whose end moved there is a new one here; one that ended there is left as it is",
  {},
  async (server) => {
    const run = (until: string) =>
      importText(server, `id,username,password_hash,password_kind,banned_until\n1,one,one-secret,plain,${until}\n`);
    const answer = async () => {
      const result = await logIn(server, { username: "one" }, "one-secret");
      return typeof result === "string" ? result : "in";
    };
    const untilOf = async () => {
      const rows = await server.database.read.selectFrom("account_suspensions").select("until").orderBy("id").execute();
      return rows.map(({ until }) => until === null ? null : new Date(until).getUTCFullYear());
    };
    await run("2020-01-01T00:00:00Z");
    await run("2097-01-01T00:00:00Z");
    expect([await answer(), await untilOf()]).toEqual(["account_suspended", [2020, 2097]]);
    expect((await run("2097-01-01T00:00:00Z")).summary.accounts).toMatchObject({ unchanged: 1, changed: 0 });
    await run("permanent");
    expect([await answer(), await untilOf()]).toEqual(["account_banned", [2020, 2097, null]]);
    expect((await run("2020-01-01T00:00:00Z")).summary.accounts).toMatchObject({ changed: 1 });
    expect(await untilOf()).toEqual([2020, 2097, null]);
  },
);
