/** Real databases of other systems, imported, and every known password tried at every door that it should open. */
import { expect } from "expect";
import { sql } from "kysely";
import { SlimeClient } from "../../lib/testing/slime_client.ts";
import { StsClient } from "../../lib/testing/wildstar_client.ts";
import { eachServer, type TestServer } from "../support/test_server.ts";
import { hasher } from "./hasher.ts";
import { importInto, SAMPLES } from "./setup.ts";

interface Expected {
  readonly login: readonly {
    readonly foreign_id: number;
    readonly name: string;
    readonly password: string;
    readonly also_right?: string;
  }[];
}

function expectedOf(system: string): Expected {
  return JSON.parse(Deno.readTextFileSync(`${SAMPLES}${system}/expected.json`));
}

async function logIn(server: TestServer, login: { username: string } | { email: string }, password: string) {
  const response = await fetch(`${server.url}/api/auth/login`, {
    method: "POST",
    body: JSON.stringify({ ...login, password }),
  });
  const body = await response.json();
  return response.status === 200 ? "in" : String(body.code);
}

async function slime(server: TestServer, username: string, password: string) {
  using client = await SlimeClient.connect(server.ports["slime"]!);
  const answer = await client.logIn({ username, password });
  return typeof answer === "object" ? "in" : answer;
}

async function sts(server: TestServer, email: string, password: string) {
  using client = await StsClient.connect(server.ports["auth"]!);
  return await client.logIn({ email, password });
}

const loginOf = (name: string) => name.includes("@") ? { email: name } : { username: name };

eachServer("NexusForever: SRP6 opens STS at once and the web, which upgrades it", { hasher }, async (server) => {
  const { summary } = await importInto(server, {
    system: "nexusforever",
    sources: ["nexusforever/nexus_forever_auth.sql", "nexusforever/nexus_forever_character.sql"],
    options: { timezone: "Europe/Warsaw", into: "wildstar" },
  });
  expect(summary.accounts).toEqual({ source: 18, new: 15, changed: 0, unchanged: 0, skipped: 3 });
  const { login } = expectedOf("nexusforever");
  // Over mixed case the old server refused it as well; `gm` has no e-mail.
  const withoutSts = [7, 8, 10, 11];
  for (const { foreign_id: id, name, password } of login) {
    if (!withoutSts.includes(id)) expect([id, await sts(server, name, password)]).toEqual([id, true]);
  }
  for (const { foreign_id: id, name, password } of login) {
    expect([id, await logIn(server, loginOf(name), `${password}x`)]).toEqual([id, "invalid_credentials"]);
    const result = id === 7 ? "account_suspended" : id === 8 ? "account_banned" : "in";
    expect([id, await logIn(server, loginOf(name), password)]).toEqual([id, result]);
  }
  const { rows } = {
    rows: await server.database.read.selectFrom("accounts").select(["email", "password_hash"]).execute(),
  };
  const upgraded = rows.filter(({ password_hash }) => password_hash !== null).map(({ email }) => email);
  expect(upgraded).toContain("ada@example.org");
  expect(upgraded).not.toContain("jon@example.org"); // 80 bytes: bcrypt could not hold it
  const until = await server.database.read.selectFrom("account_suspensions").select(["until", "reason"])
    .where("until", ">", Date.parse("2027-01-01")).executeTakeFirstOrThrow();
  expect(new Date(until.until!).toISOString()).toBe("2027-03-01T11:00:00.000Z");
  const characters = await server.database.read.selectFrom("characters")
    .select(["name", "level", "deleted_at", "rename_pending"]).orderBy("id").execute();
  expect(characters.map(({ name, deleted_at }) => [name, deleted_at === null])).toEqual([
    ["Leesa", true],
    ["Leeroy", true],
    ["Leetless", false],
    ["Adalind Vane", true],
    ["leesa_2", true],
  ]);
});

eachServer("Bezgelor: the same from PostgreSQL's dump, packed", { hasher }, async (server) => {
  const { summary, skipped } = await importInto(server, {
    system: "bezgelor",
    sources: ["bezgelor/bezgelor_dev.sql.gz"],
    options: { into: "wildstar" },
  });
  expect(summary).toMatchObject({
    accounts: { source: 16, new: 15, skipped: 1 },
    bans: 2,
    notCarried: 2,
    characters: 5,
  });
  expect(skipped[0]).toEqual(["account", "15", "deleted_at: the account was deleted"]);
  for (const { foreign_id: id, name, password } of expectedOf("bezgelor").login) {
    if (id !== 7 && id !== 8) expect([id, await sts(server, name, password)]).toEqual([id, true]);
    const result = id === 7 ? "account_suspended" : id === 8 ? "account_banned" : "in";
    expect([id, await logIn(server, { email: name }, password)]).toEqual([id, result]);
  }
  const verified = await server.database.read.selectFrom("accounts").select("email")
    .where("email_verified_at", "is not", null).execute();
  expect(verified).toHaveLength(7);
});

eachServer("Slime Online 2: names in two cases, bans and MACs, and every slot", { hasher }, async (server) => {
  const { summary, renamed } = await importInto(server, {
    system: "slimeonline2",
    sources: ["slimeonline2/slime_online2.db"],
    options: { into: "slime" },
  });
  expect(summary).toMatchObject({ accounts: { source: 11, new: 11 }, bans: 2, addresses: 3, characters: 10 });
  expect(summary.details.notCarried).toEqual({ "bank balance": 1 });
  expect(renamed.map(([, old]) => old)).toEqual(["ann", "żółw"]);
  for (const { foreign_id: id, name, password } of expectedOf("slimeonline2").login) {
    const result = id === 5 || id === 9 ? "account_banned" : "in";
    expect([id, await logIn(server, { username: name }, password)]).toEqual([id, result]);
    if (id <= 3) {
      expect([id, await logIn(server, { username: name }, `${password}x`)]).toEqual([id, "invalid_credentials"]);
    }
  }
  // Each old spelling is its own; any other one is the keeper's.
  expect(await logIn(server, { username: "ANN" }, "Ann-capital")).toBe("in");
  expect(await logIn(server, { username: "ann" }, "Ann-capital")).toBe("invalid_credentials");
  expect(await slime(server, "rich", "rich-secret")).toBe("in");
  expect(await slime(server, "ann", "ann-secret")).toBe("in");
  const [rich] = await server.database.read.selectFrom("characters").select("id").where("name", "=", "rich").execute();
  const { rows: [row] } = await sql<Record<string, number>>`
    select * from slime_characters join slime_inventories using (character_id) where character_id = ${rich!.id}`
    .execute(server.database.read);
  expect(
    [row!["points"], row!["emote_slot_1"], row!["outfit_slot_1"], row!["item_slot_9"], row!["tool_slot_2"]].map(Number),
  )
    .toEqual([123_456, 7, 12, 4_001, 3]);
  const macs = await server.database.read.selectFrom("account_macs").innerJoin("accounts", "id", "account_id")
    .select(["username", "mac_key"]).orderBy("mac_key").execute();
  expect(macs).toHaveLength(9); // of eleven two have none
  expect(macs[0]).toMatchObject({ mac_key: "001a2b3c4d5e" });
  const banned = await fetch(`${server.url}/admin/api/bans`, {
    headers: { authorization: "Bearer test-admin-token-of-thirty-characters" },
  });
  // deno-lint-ignore no-explicit-any
  const { items } = await banned.json() as { items: any[] };
  expect(items.map(({ value }) => value).sort()).toEqual(["198.51.100.44", "198.51.100.45", "aabbccddee05"]);
});

eachServer("AzerothCore: SRP6 of WoW opens the web, without regard to case until then", { hasher }, async (server) => {
  const { summary } = await importInto(server, { system: "azerothcore", sources: ["azerothcore/acore_auth.sql"] });
  expect(summary).toMatchObject({
    accounts: { source: 14, new: 14 },
    renamed: 3,
    bans: 2,
    addresses: 2,
    notCarried: 1,
  });
  expect(summary.details.bans).toEqual({ forGood: 1, untilADate: 1, ended: 1, lifted: 1 });
  for (const { foreign_id: id, name, password, also_right } of expectedOf("azerothcore").login) {
    const result = id === 8 ? "account_suspended" : id === 9 ? "account_banned" : "in";
    expect([id, await logIn(server, { username: name }, `${password}x`)]).toEqual([id, "invalid_credentials"]);
    expect([id, await logIn(server, { username: name }, password)]).toEqual([id, result]);
    // The first login fixed the spelling that was typed.
    if (result === "in") {
      expect([id, await logIn(server, { username: name }, also_right!)]).toEqual([
        id,
        password === also_right ? "in" : "invalid_credentials",
      ]);
    }
  }
  expect(
    await server.database.read.selectFrom("account_secrets").select("account_id").where("scheme", "=", "foreign")
      .execute(),
  )
    .toHaveLength(2); // those who are banned
});

eachServer("AzerothCore's dump in hexadecimal is the same", { hasher }, async (server) => {
  await importInto(server, { system: "trinitycore", sources: ["azerothcore/acore_auth.hex.sql"] });
  expect(await logIn(server, { username: "thrall" }, "zug-ZUG1")).toBe("in");
});

eachServer(
  "Wyrt: bcrypt as it is, a hash that is none, accounts without a password, and characters by game",
  { hasher },
  async (server) => {
    const { summary } = await importInto(server, {
      system: "wyrt",
      sources: ["wyrt/wyrt.sql"],
      // Without `--into` the games are those that `--game` names.
      options: { games: new Map([["wyrt_demo", "wildstar"]]) },
    });
    expect(summary).toMatchObject({ accounts: { source: 6, new: 6 }, bans: 2 });
    expect(summary.details.characters).toEqual({ "deleted there": 1, "new": 1 });
    expect(summary.details.notCarried).toEqual({ "character of other_game": 1, "character data": 1 });
    for (const { foreign_id: id, name, password } of expectedOf("wyrt").login) {
      expect([id, await logIn(server, { username: name }, password)]).toEqual([id, id > 2 ? "account_banned" : "in"]);
    }
    expect(await logIn(server, { username: "oauth_only" }, "")).not.toBe("in");
    expect(await logIn(server, { username: "admin" }, "secret")).toBe("invalid_credentials");
  },
);

eachServer("AuthMe and a CSV of web hashes: each kind is proven and upgraded", { hasher }, async (server) => {
  await importInto(server, {
    system: "authme",
    sources: ["authme/authme.db"],
    options: { passwords: { fallbackKind: "md5-md5", pepper: null, firebase: null } },
  });
  const { summary } = await importInto(server, { system: "csv", sources: ["web/users.csv"] });
  expect(summary).toMatchObject({ accounts: { source: 12, new: 12 }, bans: 1 });
  for (const { name, password } of expectedOf("authme").login) {
    expect([name, await logIn(server, { username: name }, password)]).toEqual([name, "in"]);
  }
  for (const { name, password } of expectedOf("web").login.filter(({ name }) => name !== "devise")) {
    expect([name, await logIn(server, { username: name }, password)]).toEqual([name, "in"]);
  }
  for (const name of ["dj_none", "cost31", "broken"]) {
    expect([name, await logIn(server, { username: name }, "secret")]).toEqual([name, "invalid_credentials"]);
  }
});

eachServer("Devise's bcrypt with a pepper", { hasher }, async (server) => {
  await importInto(server, {
    system: "csv",
    sources: ["web/users.csv"],
    options: { passwords: { fallbackKind: "bcrypt-pepper", pepper: "PEPPER", firebase: null } },
  });
  expect(await logIn(server, { username: "devise" }, "devise-pass")).toBe("in");
  expect(await logIn(server, { username: "laravel" }, "laravel-pass")).toBe("in");
});
