/** Systems that no sample came with: databases made by their schemas, with hashes of other programs than ours. */
import { expect } from "expect";
import { parseHashConfig } from "../../lib/imports/command/hash_config.ts";
import { eachServer, type TestServer, withServer } from "../support/test_server.ts";
import { hasher } from "./hasher.ts";
import { importInto, type ImportSetup, SAMPLES } from "./setup.ts";

interface Expected {
  readonly login: readonly {
    readonly foreign_id: string | number;
    readonly name: string;
    readonly username?: string;
    readonly password: string;
    readonly also_right?: string;
  }[];
  readonly suspended: readonly { readonly foreign_id: string | number; readonly until: string | null }[];
}

const expectedOf = (system: string): Expected => JSON.parse(Deno.readTextFileSync(`${SAMPLES}${system}/expected.json`));

async function logIn(server: TestServer, name: string, password: string): Promise<string> {
  const login = name.includes("@") ? { email: name } : { username: name };
  const body = JSON.stringify({ ...login, password });
  const response = await fetch(`${server.url}/api/auth/login`, { method: "POST", body });
  return response.status === 200 ? (await response.body?.cancel(), "in") : String((await response.json()).code);
}

/** Every known password opens, a wrong one does not, and who is banned is told so. */
async function logInAll(server: TestServer, system: string): Promise<void> {
  const { login, suspended } = expectedOf(system);
  for (const { foreign_id: id, name, username, password } of login) {
    const ban = suspended.find(({ foreign_id }) => foreign_id === id);
    const result = ban === undefined ? "in" : ban.until === null ? "account_banned" : "account_suspended";
    for (const typed of username === undefined ? [name] : [name, username]) {
      expect([id, typed, await logIn(server, typed, `${password}x`)]).toEqual([id, typed, "invalid_credentials"]);
      expect([id, typed, await logIn(server, typed, password)]).toEqual([id, typed, result]);
    }
  }
}

async function importTwice(server: TestServer, setup: ImportSetup) {
  const dry = await importInto(server, { ...setup, isDryRun: true });
  const first = await importInto(server, setup);
  expect({ ...dry.summary, dryRun: false }).toEqual(first.summary);
  const { new: made, skipped, source } = first.summary.accounts;
  const again = await importInto(server, setup);
  expect(again.summary.accounts).toEqual({ source, new: 0, changed: 0, unchanged: made, skipped });
  return first;
}

async function untilOf(server: TestServer): Promise<(string | null)[]> {
  const rows = await server.database.read.selectFrom("account_suspensions").select("until").orderBy("id").execute();
  return rows.map(({ until }) => until === null ? null : new Date(until).toISOString());
}

eachServer("cMaNGOS: numbers that lost their leading zeros, and bans whose end is 0", { hasher }, async (server) => {
  const { summary, skipped } = await importTwice(server, { system: "cmangos", sources: ["cmangos/realmd.sql"] });
  expect(summary).toMatchObject({ accounts: { source: 11, new: 11 }, renamed: 1, bans: 3, addresses: 2 });
  expect(summary.details).toMatchObject({
    passwords: { "srp6-mangos": 9, none: 2 },
    bans: { forGood: 2, untilADate: 1, ended: 1, lifted: 1 },
    notCarried: { "totp secret": 1 },
    staff: ["9"],
  });
  expect(skipped).toEqual([
    ["ban", "127.0.0.1/1700000000", expect.stringContaining("this machine")],
    ["suspension", "6", "it belongs to no account"],
  ]);
  expect(await untilOf(server)).toEqual([null, null, "2027-03-03T00:00:00.000Z", null, "2020-09-13T13:26:40.000Z"]);
  await logInAll(server, "cmangos");
  expect(await logIn(server, "never", "x")).toBe("invalid_credentials");
});

eachServer("the old MaNGOS, as phpMyAdmin dumps it: the hash first, then the verifier", { hasher }, async (server) => {
  const { summary, conflicts, skipped } = await importTwice(server, {
    system: "mangos-old",
    sources: ["mangos-old/realmd.sql"],
  });
  expect(summary).toMatchObject({ accounts: { source: 7, new: 7 }, bans: 1 });
  expect(summary.details.passwords).toEqual({ "sha1-wow": 5, "srp6-mangos": 1, none: 1 });
  // The later login keeps the e-mail, whatever its case.
  expect(conflicts.filter(([, kind]) => kind === "email_shared").map(([id]) => id)).toEqual(["3"]);
  expect(skipped).toEqual([["suspension", "7/1300000000", "the end of the ban is no date"]]);
  await logInAll(server, "mangos-old");
  expect(await logIn(server, "o'neil", "PASSWORD7")).toBe("invalid_credentials"); // the first login fixed the spelling
});

eachServer("Nakama: bcrypt in bytea, Steam, devices, and its own system user", { hasher }, async (server) => {
  const { summary, skipped, renamed } = await importTwice(server, { system: "nakama", sources: ["nakama/nakama.sql"] });
  expect(summary).toMatchObject({ accounts: { source: 7, new: 6, skipped: 1 }, bans: 1 });
  expect(summary.details).toMatchObject({
    dearPasswords: 1,
    notCarried: { "custom identity": 1, "device identity": 2 },
  });
  expect(skipped).toEqual([["account", "00000000-0000-0000-0000-000000000000", "it is Nakama's own system user"]]);
  expect(renamed.map(([, old]) => old)).toEqual(["Rigel.Star"]);
  const identities = await server.database.read.selectFrom("identities").innerJoin(
    "accounts",
    "accounts.id",
    "account_id",
  )
    .select(["provider", "subject", "username"]).execute();
  expect(identities).toEqual([{ provider: "steam", subject: "76561198000000001", username: "QnTLbGhkWv" }]);
  const proven = await server.database.read.selectFrom("accounts").select(["email", "email_verified_at"])
    .where("email_verified_at", "is not", null).execute();
  expect(proven).toEqual([{ email: "rigel@example.org", email_verified_at: Date.parse("2024-05-06T05:08:09Z") }]);
  await logInAll(server, "nakama");
});

eachServer(
  "GoTrue: auth.users and no other, by INSERT; anonymous and deleted ones stay out",
  { hasher },
  async (server) => {
    const { summary, skipped } = await importTwice(server, { system: "gotrue", sources: ["gotrue/postgres.sql"] });
    expect(summary).toMatchObject({ accounts: { source: 9, new: 7, skipped: 2 }, bans: 1, renamed: 0 });
    expect(summary.details).toMatchObject({
      passwords: { bcrypt: 4, argon2id: 1, fbscrypt: 1, none: 1 },
      notCarried: { "google identity": 1, "phone number": 1, "second factor": 1 },
      bans: { untilADate: 1, ended: 1 },
    });
    expect(skipped.map(([, , rule]) => rule!.split(":")[0])).toEqual(["deleted_at", "is_anonymous"]);
    expect(summary.details.staff).toHaveLength(1);
    expect(await untilOf(server)).toEqual(["2027-06-07T08:09:10.000Z", "2024-06-07T08:09:10.000Z"]);
    await logInAll(server, "gotrue");
  },
);

eachServer("Firebase: its export with the console's text of hash_config", { hasher }, async (server) => {
  const firebase = parseHashConfig(await Deno.readTextFile(`${SAMPLES}firebase/hash_config.txt`));
  const { summary } = await importTwice(server, {
    system: "firebase",
    sources: ["firebase/users.json"],
    options: { passwords: { fallbackKind: null, pepper: null, firebase } },
  });
  expect(summary).toMatchObject({ accounts: { source: 5, new: 5 }, bans: 1 });
  expect(summary.details).toMatchObject({
    passwords: { fbscrypt: 3, none: 2 },
    notCarried: { "google.com identity": 1, "phone number": 1 },
  });
  await logInAll(server, "firebase");
});

Deno.test("half a surrogate, which JSON can write, is no text: its row is left out", () =>
  withServer("sqlite", {}, async (server) => {
    const path = await Deno.makeTempFile({ suffix: ".json" });
    const users = Array.from(
      { length: 120 },
      (_, index) => `{"localId": "u${index}", "email": "u${index}@example.org"}`,
    );
    await Deno.writeTextFile(
      path,
      `{"users": [${users.join(",\n")}, {"localId": "bad", "email": "\\ud800@example.org"}]}`,
    );
    const { summary, skipped } = await importInto(server, { system: "firebase", sources: [path], isDryRun: true });
    expect(summary.accounts).toMatchObject({ source: 121, new: 120, skipped: 1 });
    expect(skipped).toEqual([["account", "bad", "not utf8"]]);
    await Deno.remove(path);
  }));
