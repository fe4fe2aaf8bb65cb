import { expect } from "expect";
import type { Origin } from "../../../lib/platform/origin.ts";
import { createTestCore, ORIGIN, type TestCore } from "../../support/core_services.ts";
import { codeOf } from "../../support/code_of.ts";
import { eachDatabase } from "../../support/test_database.ts";

const DAY_MS = 24 * 60 * 60_000;

function register(core: TestCore, username: string, more: { email?: string; password?: string; origin?: Origin } = {}) {
  return core.accounts.register(
    { username, password: "secret1", origin: ORIGIN, ...more },
    (_unit, account) => Promise.resolve(account.id),
  );
}

const accountsOf = (core: TestCore) => core.database.read.selectFrom("accounts").select("username").execute();

eachDatabase("an account is made, with its audit entry and what belongs to it", async (database) => {
  const core = await createTestCore(database);
  const { account, result } = await register(core, "Ada_1", { email: "Ada@Example.org" });
  expect(account).toMatchObject({
    id: result,
    username: "Ada_1",
    usernamePending: false,
    email: "Ada@Example.org",
    role: "player",
    createdAt: core.clock.now(),
    lastLogin: null,
  });
  const { items } = await core.audit.list(database.read, { limit: 10 });
  expect(items).toMatchObject([{
    action: "account.register",
    actor: `account_${account.id}`,
    account: account.id,
    door: "http",
    address: "198.51.100.7",
  }]);
});

eachDatabase("usernames and e-mails are unique without regard to case", async (database) => {
  const core = await createTestCore(database);
  await register(core, "Ada", { email: "ada@example.org" });
  expect(await codeOf(register(core, "aDA"))).toBe("username_taken");
  expect(await codeOf(register(core, "Bob", { email: "ADA@EXAMPLE.ORG" }))).toBe("email_taken");
  expect(await accountsOf(core)).toEqual([{ username: "Ada" }]);
});

eachDatabase("of eight who register one name at once exactly one gets it", async (database) => {
  const core = await createTestCore(database);
  const codes = await Promise.all(
    ["ada", "Ada", "ADA", "aDa", "adA", "ADa", "aDA", "AdA"].map((name) => codeOf(register(core, name))),
  );
  expect(codes.sort()).toEqual(["no error", ...Array(7).fill("username_taken")]);
  expect(await accountsOf(core)).toHaveLength(1);
});

eachDatabase("of two who register one e-mail at once exactly one gets it", async (database) => {
  const core = await createTestCore(database);
  const codes = await Promise.all(
    ["ada", "bob"].map((name) => codeOf(register(core, name, { email: "ada@example.org" }))),
  );
  expect(codes.sort()).toEqual(["email_taken", "no error"]);
});

eachDatabase("a hook that throws leaves nothing behind", async (database) => {
  const core = await createTestCore(database, { limits: { registrationsPerDay: 1 } });
  let refuses = true;
  core.accounts.onCreate(async (unit, account) => {
    await unit.db.updateTable("accounts").set({ last_address: "touched" }).where("id", "=", account.id).execute();
    if (refuses) throw new Error("no slimes left");
  });
  await expect(register(core, "ada")).rejects.toThrow("no slimes left");
  expect(await accountsOf(core)).toEqual([]);
  expect((await core.audit.list(database.read, { limit: 10 })).items).toEqual([]);
  refuses = false;
  expect(await codeOf(register(core, "ada"))).toBe("no error");
});

eachDatabase("hooks run in their order, in the transaction of the account", async (database) => {
  const core = await createTestCore(database);
  const seen: string[] = [];
  core.accounts.onCreate(async (unit, account, { door }) => {
    const row = await unit.db.selectFrom("accounts").select("username").where("id", "=", account.id).executeTakeFirst();
    seen.push(`first ${row?.username} ${door}`);
  });
  core.accounts.onCreate((_unit, account) => Promise.resolve(void seen.push(`second ${account.username}`)));
  await register(core, "ada");
  expect(seen).toEqual(["first ada http", "second ada"]);
});

eachDatabase("what belongs to a registration fails with it", async (database) => {
  const core = await createTestCore(database);
  const failing = core.accounts.register(
    { username: "ada", password: "secret1", origin: ORIGIN },
    () => Promise.reject(new Error("no session")),
  );
  await expect(failing).rejects.toThrow("no session");
  expect(await accountsOf(core)).toEqual([]);
});

eachDatabase("what is no username, password or e-mail is refused, and makes nothing", async (database) => {
  const core = await createTestCore(database);
  expect(await codeOf(register(core, "ab"))).toBe("invalid_input");
  expect(await codeOf(register(core, "ada", { password: "short" }))).toBe("invalid_input");
  expect(await codeOf(register(core, "ada", { password: "é".repeat(37) }))).toBe("invalid_input");
  expect(await codeOf(register(core, "ada", { email: "nowhere" }))).toBe("invalid_input");
  expect(await accountsOf(core)).toEqual([]);
});

eachDatabase("three accounts a day from one address, and more the day after", async (database) => {
  const core = await createTestCore(database, { limits: { registrationsPerDay: 3 } });
  for (const name of ["one", "two", "three"]) await register(core, name);
  const refused = await register(core, "four").catch((error) => error);
  expect(refused).toMatchObject({ code: "rate_limited", details: { retryAfterSeconds: DAY_MS / 1_000 } });
  expect(await codeOf(register(core, "four", { origin: { door: "slime", address: ORIGIN.address } }))).toBe(
    "rate_limited",
  );
  expect(await codeOf(register(core, "four", { origin: { door: "http", address: "198.51.100.8" } }))).toBe("no error");
  core.clock.advance(DAY_MS);
  expect(await codeOf(register(core, "five"))).toBe("no error");
});

eachDatabase("of many registrations at once no more than the day's get through", async (database) => {
  const core = await createTestCore(database, { limits: { registrationsPerDay: 3 } });
  const codes = await Promise.all(Array.from({ length: 6 }, (_, index) => codeOf(register(core, `player_${index}`))));
  expect(codes.filter((code) => code === "no error")).toHaveLength(3);
  expect(await accountsOf(core)).toHaveLength(3);
});

eachDatabase("an exempt address registers as often as it likes", async (database) => {
  const core = await createTestCore(database, { limits: { registrationsPerDay: 1, exempt: ["198.51.100.0/24"] } });
  for (const name of ["one", "two", "three"]) expect(await codeOf(register(core, name))).toBe("no error");
});

eachDatabase("nobody registers from a banned address or device", async (database) => {
  const core = await createTestCore(database);
  const by = { actor: "admin", address: "192.0.2.9" };
  await core.bans.create({ kind: "ip", value: "198.51.100.0/24", reason: "spam", until: null, ...by });
  await core.bans.create({ kind: "mac", value: "00:11:22:33:44:55", reason: "spam", until: null, ...by });
  const device = { door: "slime", address: "203.0.113.1", macAddress: "00-11-22-33-44-55" };
  expect(await codeOf(register(core, "ada"))).toBe("address_banned");
  expect(await codeOf(register(core, "ada", { origin: device }))).toBe("mac_banned");
  expect(await codeOf(register(core, "ada", { origin: { ...device, macAddress: "00-11-22-33-44-56" } }))).toBe(
    "no error",
  );
});

eachDatabase(
  "after twenty that are refused an hour, an address learns no more of who has an account",
  async (database) => {
    const core = await createTestCore(database);
    await register(core, "ada", { email: "ada@example.org" });
    const probe = (name: string) => codeOf(register(core, name, { email: "ada@example.org" }));
    // What is refused by its form tells nothing, and counts for nothing.
    for (let count = 0; count < 30; count++) expect(await probe("x")).toBe("invalid_input");
    const codes: string[] = [];
    for (let count = 0; count < 21; count++) codes.push(await probe(`probe_${count}`));
    expect(codes).toEqual([...Array(20).fill("email_taken"), "rate_limited"]);
    expect(await codeOf(register(core, "honest"))).toBe("rate_limited");
    core.clock.advance(60 * 60_000);
    expect(await codeOf(register(core, "honest"))).toBe("no error");
  },
);

eachDatabase("a registration that succeeds is none of the refused", async (database) => {
  const core = await createTestCore(database, { limits: { refusedRegistrationsPerHour: 2 } });
  for (let count = 0; count < 5; count++) expect(await codeOf(register(core, `player_${count}`))).toBe("no error");
});
