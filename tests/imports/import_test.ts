/** What an import promises: a dry run is the real one undone, twice is once, and whatever stops it the same command goes on. */
import { expect } from "expect";
import { sql } from "kysely";
import { PlanRefused } from "../../lib/imports/plan/plan.ts";
import { undoRun } from "../../lib/imports/writer/undo.ts";
import { eachServer, type TestServer, withServer } from "../support/test_server.ts";
import { until } from "../support/until.ts";
import { importInto, type ImportSetup } from "./setup.ts";

const NEXUS: ImportSetup = {
  system: "nexusforever",
  sources: ["nexusforever/nexus_forever_auth.sql", "nexusforever/nexus_forever_character.sql"],
  options: { timezone: "UTC", into: "wildstar" },
};
const SLIME: ImportSetup = {
  system: "slimeonline2",
  sources: ["slimeonline2/slime_online2.db"],
  options: { into: "slime" },
};
const ACORE: ImportSetup = { system: "azerothcore", sources: ["azerothcore/acore_auth.sql"] };
const SETUPS = [NEXUS, SLIME, ACORE, { system: "wyrt", sources: ["wyrt/wyrt.sql"] }] as const satisfies ImportSetup[];

const TABLES = [
  "accounts",
  "account_secrets",
  "account_suspensions",
  "account_macs",
  "login_names",
  "bans",
  "characters",
  "slime_characters",
  "slime_inventories",
  "import_rows",
];

async function countRows(server: TestServer): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of TABLES) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
      server.database.read,
    );
    counts[table] = Number(rows[0]!.count);
  }
  return counts;
}

/** What hangs on the source alone is the same whatever it goes into. */
function readingTest(name: string, run: (server: TestServer) => Promise<void>): void {
  Deno.test(name, () => withServer("sqlite", {}, run));
}

eachServer(
  "a dry run writes nothing and counts what the real one counts, made-up names included",
  {},
  async (server) => {
    const before = await countRows(server);
    for (const setup of SETUPS) {
      const dry = await importInto(server, { ...setup, isDryRun: true });
      expect(await countRows(server)).toEqual(before);
      const real = await importInto(server, setup);
      expect({ ...dry.summary, dryRun: false }).toEqual(real.summary);
      expect([dry.conflicts, dry.skipped, dry.renamed]).toEqual([real.conflicts, real.skipped, real.renamed]);
      Object.assign(before, await countRows(server));
    }
  },
);

eachServer("a second run changes nothing, and says so", {}, async (server) => {
  for (const setup of SETUPS) {
    const { summary: first } = await importInto(server, setup);
    const before = await countRows(server);
    const { summary } = await importInto(server, setup);
    const { new: made, skipped, source } = first.accounts;
    expect(summary.accounts).toEqual({ source, new: 0, changed: 0, unchanged: made, skipped });
    expect(await countRows(server)).toEqual(before);
  }
});

eachServer("an account that was deleted here since is not brought back, nor its character", {}, async (server) => {
  const { summary: first } = await importInto(server, SLIME);
  const { account_id: accountId } = await server.database.read.selectFrom("characters").select("account_id")
    .where("deleted_at", "is", null).orderBy("id").executeTakeFirstOrThrow();
  const by = { actor: "admin", address: null };
  await server.app.domain.deletion.request({ accountId, by, now: true });
  const find = server.database.read.selectFrom("accounts").select("id").where("id", "=", accountId);
  await until(async () => await find.executeTakeFirst() === undefined);
  const before = await countRows(server);
  const { summary, skipped } = await importInto(server, SLIME);
  expect(summary.accounts).toMatchObject({
    new: 0,
    unchanged: first.accounts.new - 1,
    skipped: first.accounts.skipped + 1,
  });
  expect(skipped.map(([kind, , rule]) => [kind, rule])).toEqual(expect.arrayContaining([
    ["account", "its account was deleted here"],
    ["character", "owner skipped"],
  ]));
  expect(await countRows(server)).toEqual(before);
});

eachServer("every row of the source has one outcome in the book", {}, async (server) => {
  await importInto(server, NEXUS);
  const { rows } = await sql<{ kind: string; outcome: string; count: number }>`
    select kind, outcome, count(*) as count from import_rows group by kind, outcome order by kind, outcome`
    .execute(server.database.read);
  expect(rows.map(({ kind, outcome, count }) => [kind, outcome, Number(count)])).toEqual([
    ["account", "new", 15],
    ["account", "skipped", 3],
    ["character", "new", 5],
    ["character", "skipped", 1],
    ["suspension", "new", 4],
  ]);
});

eachServer("a run that was stopped between batches goes on, to the same end", {}, async (server) => {
  const stop = new AbortController();
  const source = { ...SLIME, options: { ...SLIME.options, batch: 3 } };
  stop.abort();
  const stopped = await importInto(server, { ...source, signal: stop.signal });
  expect(stopped.isStopped).toBe(true);
  const { summary } = await importInto(server, source);
  expect(summary.accounts.new).toBe(11);
});

eachServer(
  "an account that was used since keeps what its player has; the rest follows the source",
  {},
  async (server) => {
    const folder = await Deno.makeTempDir();
    const write = (rows: string) =>
      Deno.writeTextFile(
        `${folder}/players.csv`,
        `id,username,email,password_hash,password_kind,banned_until\n${rows}`,
      );
    const setup: ImportSetup = { system: "csv", sources: [`${folder}/players.csv`] };
    try {
      await write("1,ada,ada@example.org,first-one,plain,\n2,bob,,second-one,plain,\n");
      await importInto(server, setup);
      const logIn = async (username: string, password: string) => {
        const body = JSON.stringify({ username, password });
        return (await fetch(`${server.url}/api/auth/login`, { method: "POST", body }).then((response) =>
          response.json()
        ));
      };
      expect((await logIn("ada", "first-one")).username).toBe("ada"); // now bcrypt, and hers
      await write("1,eva,ada@example.org,changed-one,plain,\n2,bob,,changed-two,plain,permanent\n");
      const { summary } = await importInto(server, setup);
      expect(summary.accounts).toMatchObject({ changed: 2, new: 0 });
      expect((await logIn("ada", "first-one")).username).toBe("ada");
      expect((await logIn("ada", "changed-one")).code).toBe("invalid_credentials");
      expect((await logIn("bob", "changed-two")).code).toBe("account_banned");
      expect((await logIn("bob", "second-one")).code).toBe("invalid_credentials");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

eachServer("undo takes back what nobody has used since, bans included", {}, async (server) => {
  const { runId } = await importInto(server, SLIME);
  const body = JSON.stringify({ username: "rich", password: "rich-secret" });
  expect((await fetch(`${server.url}/api/auth/login`, { method: "POST", body })).status).toBe(200);
  expect(await undoRun(server.database, runId)).toEqual({ accounts: 10, keptAccounts: 1, bans: 3 });
  const names = await server.database.read.selectFrom("accounts").select("username").execute();
  expect(names).toEqual([{ username: "rich" }]);
  // Afterwards it may come in anew.
  const { summary } = await importInto(server, SLIME);
  expect(summary.accounts).toMatchObject({ new: 10, unchanged: 1 });
  await expect(undoRun(server.database, 4_711)).rejects.toThrow("there is none");
});

eachServer(
  "a name or an e-mail that an account here has: renamed, left out, or refused, as asked",
  {},
  async (server) => {
    const register = (body: object) =>
      fetch(`${server.url}/api/auth/register`, {
        method: "POST",
        body: JSON.stringify({ password: "correct horse", ...body }),
      });
    await register({ username: "Lyra", email: "s@example.org" });
    const wyrt = (options: ImportSetup["options"]): ImportSetup => ({
      system: "wyrt",
      sources: ["wyrt/wyrt.sql"],
      isDryRun: true,
      options: options ?? {},
    });
    const { renamed, conflicts } = await importInto(server, wyrt({}));
    expect(renamed[0]).toEqual([
      "1",
      "lyra",
      expect.stringMatching(/^player_/),
      "lyra@example.org",
      "lyra@example.org",
    ]);
    expect(conflicts.filter(([, kind]) => kind === "email_taken").map(([id]) => id)).toEqual(["4"]);
    const skipping = await importInto(server, wyrt({ names: "skip", sameEmail: "skip" }));
    expect(skipping.skipped.filter(([kind]) => kind === "account").map(([, id]) => id)).toEqual(["1", "2", "4"]);
    await expect(importInto(server, wyrt({ names: "fail" }))).rejects.toThrow(PlanRefused);
  },
);

eachServer("a name that somebody here has is no login name of a newcomer, in whatever case", {}, async (server) => {
  const body = JSON.stringify({ username: "Ann", password: "correct horse" });
  expect((await fetch(`${server.url}/api/auth/register`, { method: "POST", body })).status).toBe(201);
  const { renamed } = await importInto(server, SLIME);
  const [ann, Ann] = [renamed.find(([, old]) => old === "ann")!, renamed.find(([, old]) => old === "Ann")!];
  // Each logs in by the name that was made up, and the report says so.
  expect([ann[4], Ann[4]]).toEqual([ann[2], Ann[2]]);
  const logIn = async (username: string, password: string) =>
    (await fetch(`${server.url}/api/auth/login`, { method: "POST", body: JSON.stringify({ username, password }) }))
      .status;
  expect(await logIn("ann", "correct horse")).toBe(200);
  expect(await logIn("ann", "ann-secret")).toBe(401);
  expect(await logIn(ann[4]!, "ann-secret")).toBe(200);
});

readingTest(
  "CSV as spreadsheets of other countries write it; columns that nobody reads are said",
  async (server) => {
    const folder = await Deno.makeTempDir();
    const read = async (text: string, name: string) => {
      await Deno.writeTextFile(`${folder}/${name}.csv`, text);
      return await importInto(server, {
        system: "csv",
        sources: [`${folder}/${name}.csv`],
        options: { label: name },
        isDryRun: true,
      });
    };
    try {
      const semicolons = await read('\ufeffID;Username;Email;coins\r\n7;"a;b";a@example.org;12\r\n', "semicolons");
      expect(semicolons.summary).toMatchObject({ accounts: { source: 1, new: 1 }, renamed: 1 });
      expect(semicolons.conflicts).toContainEqual(["", "column_not_read", "coins", "", expect.any(String)]);
      const tabs = await read(
        "id\tusername\tpassword_hash\tpassword_kind\n1\tada\tx\tPLAIN\n2\tbob\ty\trot13\n",
        "tabs",
      );
      expect(tabs.summary.details.passwords).toEqual({ plain: 1, none: 1 });
      expect(tabs.conflicts).toEqual([["2", "no_password", "bob", "", expect.stringContaining("rot13")]]);
      const wow = "id,username,password_hash,password_kind\n1,TIM,2d4d3d2e8d3b0b1c7b6f1d4a4c6e0a9f0c5b7e11,sha1-wow\n";
      expect((await read(wow, "wow")).summary.details.passwords).toEqual({ "sha1-wow": 1 });
      const dates = "id,username,created_at,last_login,banned_until\n" +
        "1,zero,0000-00-00 00:00:00,0000-00-00,\n2,odd,03/02/2024,,Permanent\n3,bad,,,0000-00-00 00:00:00\n4,worse,,,soon\n";
      const { summary, skipped } = await read(dates, "dates");
      expect(summary).toMatchObject({ accounts: { new: 2, skipped: 2 }, bans: 1 });
      expect(skipped.map(([, id]) => id)).toEqual(["3", "4"]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

readingTest("a dump that lacks the table of bans is half a dump", async (server) => {
  const path = await Deno.makeTempFile({ suffix: ".sql" });
  const whole = await Deno.readFile(
    new URL("../vectors/imports/azerothcore/acore_auth.hex.sql", import.meta.url).pathname,
  );
  const text = new TextDecoder("latin1").decode(whole).replace(/^-- M\w+ dump.*$/m, "");
  const half = text.slice(0, text.indexOf("CREATE TABLE `account_banned`"));
  await Deno.writeFile(path, Uint8Array.from(half, (letter) => letter.charCodeAt(0)));
  const setup: ImportSetup = { system: "azerothcore", sources: [path] };
  await expect(importInto(server, setup)).rejects.toThrow(
    new RegExp(`no table account_banned\\..*ends at byte ${half.length}.*--partial`),
  );
  const { summary, conflicts } = await importInto(server, { ...setup, options: { isPartial: true }, isDryRun: true });
  expect(summary).toMatchObject({ accounts: { new: 14 }, bans: 0 });
  expect(conflicts.filter(([, kind]) => kind === "table_missing").map(([, , table]) => table)).toEqual([
    "account_banned",
    "ip_banned",
  ]);
  await Deno.remove(path);
});

eachServer("times of a server's own zone are not guessed at, and half a charset is refused", {}, async (server) => {
  await expect(importInto(server, { ...NEXUS, options: {} })).rejects.toThrow("--timezone");
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  const rows = Array.from({ length: 50 }, (_, index) => `${index},caf\u00e9_${index},,,`).join("\n");
  const latin1 = Uint8Array.from(
    `id,username,email,password_hash,ban_reason\n${rows}\n`,
    (letter) => letter.charCodeAt(0),
  );
  await Deno.writeFile(path, latin1);
  await expect(importInto(server, { system: "csv", sources: [path] })).rejects.toThrow("try --charset latin1");
  const { summary } = await importInto(server, { system: "csv", sources: [path], options: { charset: "latin1" } });
  expect(summary).toMatchObject({ accounts: { new: 50 }, renamed: 50 });
  const korean = [0xc7, 0xd1, 0xb1, 0xdb]; // 한글
  await Deno.writeFile(path, Uint8Array.of(...new TextEncoder().encode("id,username\n1,"), ...korean));
  const label = "korean";
  await expect(importInto(server, { system: "csv", sources: [path], options: { label } })).rejects.toThrow(
    "1 of 1 rows are not (such as 1). They look like euc-kr: try --charset euc-kr",
  );
  const { renamed } = await importInto(server, {
    system: "csv",
    sources: [path],
    options: { label, charset: "euc-kr" },
  });
  expect(renamed.map(([, old]) => old)).toEqual(["한글"]);
  await Deno.remove(path);
});

eachServer("no table and no list holds a verifier or a hash in the clear", {}, async (server) => {
  const result = await importInto(server, ACORE);
  const text = JSON.stringify([result.conflicts, result.skipped, result.renamed, result.summary]);
  const verifier = "95a19004991b822e1b90d2e851fdf75ddaa4d1e64fea0878091300805f17d561";
  const { rows } = await sql`select * from import_rows`.execute(server.database.read);
  const secrets = await server.database.read.selectFrom("account_secrets").select("secret").execute();
  expect(text + JSON.stringify(rows)).not.toContain(verifier);
  for (const { secret } of secrets) expect(secret.toHex()).not.toContain(verifier);
});

eachServer("what a deleted account keeps, an import takes over as little as a registration", {}, async (server) => {
  const { deletion, suspensions } = server.app.domain;
  const folder = await Deno.makeTempDir();
  const csv = (name: string, text: string) => {
    Deno.writeTextFileSync(`${folder}/${name}.csv`, text);
    return { system: "csv", sources: [`${folder}/${name}.csv`], options: { label: name } } as const;
  };
  try {
    // Two with a Steam account: one leaves by itself, one was banned for good and goes.
    await importInto(server, { system: "nakama", sources: ["nakama/nakama.sql"] });
    await importInto(
      server,
      csv("first", "id,username,email\n1,Leaver,leaver@example.org\n2,Banned,banned@example.org\n"),
    );
    const accounts = await server.database.read.selectFrom("accounts").select(["id", "username"]).execute();
    const idOf = (name: string) => accounts.find(({ username }) => username === name)!.id;
    const by = { actor: "command", address: "127.0.0.1", door: "admin", reason: "by law" };
    for (const id of [idOf("Banned"), idOf("QnTLbGhkWv")]) {
      await suspensions.suspend({
        accountId: id,
        reason: "cheats",
        until: null,
        actor: "command",
        address: "127.0.0.1",
      });
    }
    for (const id of [idOf("Leaver"), idOf("Banned"), idOf("QnTLbGhkWv")]) {
      await deletion.request({ accountId: id, by, now: true });
    }
    await until(async () => {
      const left = await server.database.read.selectFrom("accounts").select("id").execute();
      return left.length === accounts.length - 3;
    });

    const again = csv(
      "second",
      "id,username,email\n1,leaver,leaver@example.org\n2,BANNED,Banned@example.org\n3,free,\n",
    );
    for (const isDryRun of [true, false]) {
      const { conflicts, summary } = await importInto(server, { ...again, isDryRun });
      expect(summary.accounts).toMatchObject({ new: 3, skipped: 0 });
      expect(conflicts.filter(([, kind]) => kind!.endsWith("_reserved")).map(([id, kind]) => [id, kind])).toEqual([
        ["1", "username_reserved"],
        ["2", "email_reserved"],
        ["2", "username_reserved"],
      ]);
    }
    const came = await server.database.read.selectFrom("accounts").select(["username", "email", "username_pending"])
      .where("username_pending", "=", 1).where("email", "=", "leaver@example.org").execute();
    expect(came).toHaveLength(1);
    // The old names log nobody in.
    expect(await server.database.read.selectFrom("login_names").select("name").where("source", "=", "second").execute())
      .toEqual([]);
    // The rules of a name or an e-mail that is taken.
    const asked = { ...again.options, label: "third" };
    await expect(importInto(server, { ...again, options: { ...asked, names: "fail" } })).rejects.toThrow(PlanRefused);
    const skipping = await importInto(server, { ...again, options: { ...asked, names: "skip", sameEmail: "skip" } });
    expect(skipping.skipped.map(([, id, rule]) => [id, rule])).toContainEqual(
      ["2", "its e-mail is kept for an account that was deleted here"],
    );
    // A player of Steam who was kept out.
    const steam = await importInto(server, {
      system: "nakama",
      sources: ["nakama/nakama.sql"],
      options: { label: "moved again" },
    });
    expect(steam.conflicts.filter(([, kind]) => kind === "identity_reserved")).toHaveLength(1);
    expect(await server.database.read.selectFrom("identities").select("subject").execute()).toEqual([]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
