/** The day that an account goes for good: what its modules are asked, what is left of it, and who gets its name. */
import { expect } from "expect";
import { sql } from "kysely";
import type { Database } from "../../../lib/platform/database/database.ts";
import { defineGame, type GameModule } from "../../../lib/modules/mod.ts";
import { until } from "../../support/until.ts";
import { type Door, eachDoor, expectProblem, PASSWORD } from "./setup.ts";

const HOUR_MS = 60 * 60_000;
const AT_ONCE = { config: { accounts: { deletionGraceDays: 0 } } };
const ask = (door: Door, bearer: string) => door.call("POST", "/api/account/deletion", { bearer });
const logIn = (door: Door, username: string) =>
  door.call("POST", "/api/auth/login", { body: { username, password: PASSWORD } });
const register = (door: Door, username: string, email?: string) =>
  door.call("POST", "/api/auth/register", { body: { username, password: PASSWORD, email } });
const isGone = async (door: Door, id: number) => {
  const rows = await door.server.database.read.selectFrom("accounts").select("id").where("id", "=", id).execute();
  return rows.length === 0;
};
const waitingOf = (door: Door, id: number) =>
  door.server.database.read.selectFrom("deletions").selectAll().where("account_id", "=", id).executeTakeFirst();

const told: string[] = [];
let refuses = false;
let hangs = false;
const diary = defineGame({
  id: "diary",
  name: "Diary",
  character: { ownership: "managed" },
  initialize(context) {
    context.registerAccountCreateHook(async ({ id }, characters) => {
      await characters.create({ name: `Diary${id}` });
    });
    context.registerCharacterDeleteHook("diary", () => void told.push("character"));
    context.afterCharacterDelete("diary", () => void told.push("after character"));
    context.registerAccountDeleteHook(async ({ accountId }) => {
      if (hangs) await new Promise(() => {});
      if (refuses) throw new Error("not today");
      told.push(`account ${accountId}`);
    });
    context.afterAccountDelete(({ accountId }) => void told.push(`after account ${accountId}`));
  },
}) as unknown as GameModule;

eachDoor("an account goes whole, and nothing of it stays but the log, without where it came from", {
  ...AT_ONCE,
  games: [diary],
}, async (door) => {
  const { database } = door.server;
  const { token, id } = await door.register("ada_canary", {
    email: "ada.canary@example.org",
    address: "198.51.100.77",
  });
  await logIn(door, "ada_canary");
  const window = { bearer: token, address: "198.51.100.77" };
  expect((await door.call("POST", "/api/account/games/slime/window", window)).status).toBe(201);
  expect(await seedEveryTable(database, id)).toBeGreaterThan(25);
  await database.write.insertInto("audit_log")
    .values({ at: 0, action: "ban.create", actor: `account_${id}`, account_id: null, address: "198.51.100.77" })
    .execute();
  told.length = 0;
  const asked = await ask(door, token);
  expect(asked.json.deletesAt).toBe(door.clock.now().toISOString());
  await until(() => isGone(door, id));
  await until(() => told.length === 4);
  expect(told).toEqual(["character", `account ${id}`, "after character", `after account ${id}`]);

  expect(await tracesOf(database, { id, texts: ["ada_canary", "ada.canary", "198.51.100.77"] })).toEqual([]);
  const log = await database.read.selectFrom("audit_log").selectAll()
    .where((eb) => eb.or([eb("account_id", "=", id), eb("actor", "=", `account_${id}`)])).orderBy("id").execute();
  expect(log.length).toBeGreaterThan(3);
  expect(log.filter(({ address }) => address !== null)).toEqual([]);
  const { action, actor, reason } = log.at(-1)!;
  expect([action, actor]).toEqual(["account.delete", "system"]);
  // The character's maker, a module, came from nowhere.
  const withAddress = log.filter((entry) => entry !== log.at(-1) && entry.action !== "character.create");
  expect(reason).toBe(`gone; entries that lost their address: ${withAddress.length}`);
  expect((await door.call("GET", "/metrics")).text).toMatch(/account_deletions_total\{result="succeeded"\} 1/);

  // The trail writes behind what was decided: its rows of the sign-ins before come now, and go as well.
  await door.server.app.domain.trail.flush();
  expect(await tracesOf(database, { id, texts: [] })).toContain("login_trail.account_id");
  await until(
    async () => (await tracesOf(database, { id, texts: [] })).length === 0,
    () => door.clock.advance(5_000),
  );

  // Nobody else gets the name for 90 days; the e-mail is free at once.
  expectProblem(await logIn(door, "ada_canary"), 401, "invalid_credentials");
  expectProblem(await register(door, "Ada_Canary"), 409, "username_taken");
  const next = await register(door, "bea", "ada.canary@example.org");
  expect(next.json.id).toBeGreaterThan(id);
  const rename = { username: "ada_canary", reason: "wants it" };
  expectProblem(await door.admin("PATCH", `/accounts/${next.json.id}`, rename), 409, "username_taken");
  await database.write.updateTable("reserved_logins").set({ until: door.clock.now().getTime() }).execute();
  expect((await register(door, "Ada_Canary")).status).toBe(201);
});

eachDoor("a module that fails undoes the whole, which is tried again after 1, 6 and 24 hours, then daily", {
  ...AT_ONCE,
  games: [diary],
}, async (door) => {
  const { database } = door.server;
  const { token, id } = await door.register("ada");
  refuses = true;
  told.length = 0;
  await ask(door, token);
  for (const [tries, hours] of [[1, 1], [2, 6], [3, 24], [4, 24]] as const) {
    // The job looks once a minute, from the end of its last run on.
    const fromMs = door.clock.now().getTime();
    await until(async () => (await waitingOf(door, id))?.tries === tries, () => door.clock.advance(1_000));
    const waits = await waitingOf(door, id);
    expect(waits?.due_at).toBeGreaterThanOrEqual(fromMs + hours * HOUR_MS);
    expect(waits?.due_at).toBeLessThanOrEqual(door.clock.now().getTime() + hours * HOUR_MS);
    expect(waits?.last_error).toEqual(expect.anything());
    if (tries === 4) refuses = false;
    await database.write.updateTable("deletions").set({ due_at: door.clock.now().getTime() }).execute();
  }
  expectProblem(await logIn(door, "ada"), 403, "account_deleting");
  expect(told.filter((line) => line.startsWith("a"))).toEqual([]);
  const kept = await database.read.selectFrom("characters").select("game_id").where("account_id", "=", id)
    .where("deleted_at", "is", null).orderBy("game_id").execute();
  expect(kept.map(({ game_id }) => game_id)).toEqual(["diary"]);
  const log = await database.read.selectFrom("audit_log").select("address").where("account_id", "=", id).execute();
  expect(log.some(({ address }) => address !== null)).toBe(true);
  expect((await door.call("GET", "/metrics")).text).toMatch(/account_deletions_total\{result="failed"\} 4/);
  await database.write.updateTable("accounts").set({ deletes_at: door.clock.now().getTime() - 11 * 60_000 }).execute();
  expect((await door.admin("GET", "/overview")).json.stuckDeletions).toBe(1);

  // Little at a time: a module's hook has two seconds.
  await until(() => isGone(door, id), () => door.clock.advance(500));
  expect((await door.admin("GET", "/overview")).json.stuckDeletions).toBe(0);
});

eachDoor(
  "a module that is late by two seconds undoes the whole as well",
  { ...AT_ONCE, games: [diary] },
  async (door) => {
    const { token, id } = await door.register("ada");
    hangs = true;
    try {
      await ask(door, token);
      // Not by a look at the database, which waits for the hook on SQLite.
      const isPutOff = () => door.server.log.some(({ message }) => message.startsWith("Could not delete an account"));
      await until(isPutOff, () => door.clock.advance(500));
    } finally {
      hangs = false;
    }
    await until(async () => (await waitingOf(door, id))?.tries === 1);
    const characters = await door.server.database.read.selectFrom("characters").select("deleted_at")
      .where("account_id", "=", id).execute();
    expect(characters.length).toBeGreaterThan(0);
    for (const { deleted_at } of characters) expect(deleted_at).toBe(null);
    expectProblem(await logIn(door, "ada"), 403, "account_deleting");
    await until(() => isGone(door, id), () => door.clock.advance(HOUR_MS));
  },
);

eachDoor("of a banned account all that it was known by stays taken until the ban ends", {
  config: { accounts: { ...AT_ONCE.config.accounts, guests: true } },
}, async (door) => {
  const { database } = door.server;
  const banned = await door.register("ada", { email: "ada@example.org" });
  const suspended = await door.register("bea", { email: "bea@example.org" });
  const until90 = door.clock.now().getTime() + 90 * 24 * HOUR_MS;
  await door.admin("POST", `/accounts/${banned.id}/suspensions`, { reason: "cheats" });
  await door.admin("POST", `/accounts/${suspended.id}/suspensions`, {
    reason: "spam",
    until: new Date(door.clock.now().getTime() + HOUR_MS).toISOString(),
  });
  for (const { id } of [banned, suspended]) {
    expect((await door.admin("DELETE", `/accounts/${id}`, { reason: "by law", now: true })).status).toBe(202);
    await until(() => isGone(door, id));
  }
  const rows = await database.read.selectFrom("reserved_logins").select("until").execute();
  expect(rows.map(({ until }) => until).sort()).toEqual([door.clock.now().getTime() + HOUR_MS, until90, null, null]);
  expectProblem(await register(door, "carol", "Ada@example.org"), 409, "email_taken");
  expectProblem(await register(door, "carol", "bea@example.org"), 409, "email_taken");
  const { token } = await door.register("carol");
  const change = { password: PASSWORD, email: "ada@example.org" };
  expectProblem(await door.call("POST", "/api/account/email", { bearer: token, body: change }), 409, "email_taken");
  // Nor to whoever has no password to give.
  const { json: guest } = await door.call("POST", "/api/auth/guest", { body: {} });
  const email = { email: "ada@example.org" };
  const taken = await door.call("POST", "/api/account/email", { bearer: guest.token, body: email });
  expectProblem(taken, 409, "email_taken");
  await database.write.updateTable("reserved_logins").set({ until: 0 }).where("until", "is not", null).execute();
  expect((await register(door, "dora", "bea@example.org")).status).toBe(201);
});

eachDoor("of a deletion and a login at once, none leaves a session behind", {}, async (door) => {
  for (const username of ["ada", "bea", "carol"]) {
    const { token, id } = await door.register(username);
    const [asked, came] = await Promise.all([ask(door, token), logIn(door, username)]);
    expect(asked.status).toBe(202);
    expect([200, 403]).toContain(came.status);
    const living = await door.server.database.read.selectFrom("sessions").select("id").where("account_id", "=", id)
      .where("ended_at", "is", null).execute();
    expect(living).toEqual([]);
  }
});

/** A row of the account in every table that knows accounts. @returns how many such tables there are */
async function seedEveryTable(database: Database, id: number): Promise<number> {
  // One that is over: the account may still delete itself.
  const suspension = await database.write.insertInto("account_suspensions")
    .values({ account_id: id, reason: "spam", until: null, created_at: 0, created_by: "admin", lifted_at: 1 })
    .returning("id").executeTakeFirstOrThrow();
  const tables = await database.read.introspection.getTables();
  const owned = tables.filter(({ name, columns }) =>
    name !== "audit_log" && columns.some((c) => c.name === "account_id")
  );
  for (const { name, columns } of owned) {
    const own = await sql`select 1 from ${sql.table(name)} where account_id = ${id}`.execute(database.read);
    if (own.rows.length > 0) continue;
    const needed = columns.filter((c) => !c.isAutoIncrementing && (!c.isNullable || c.name === "account_id"));
    const values = needed.map((c) => c.name === "account_id" ? id : dummyOf(c.dataType));
    await sql`insert into ${sql.table(name)} (${sql.join(needed.map((c) => sql.ref(c.name)))})
      values (${sql.join(values)})`.execute(database.write);
  }
  await database.write.insertInto("value_changes").values({
    kind: "suspension",
    target_id: suspension.id,
    at: 0,
    by: "admin",
    field: "reason",
    from_value: "ada_canary",
    to_value: null,
  }).execute();
  await database.write.insertInto("login_trail").values({
    at: 0,
    door: "http",
    address: "198.51.100.77",
    address_key: "x",
    account_id: null,
    name: "ada_canary",
    name_key: "ada_canary",
    result: "refused",
    instance: "x",
    count: 1,
  }).execute();
  const run = { source: "csv", label: "old", started_at: 0, options: "{}" };
  const { id: run_id } = await database.write.insertInto("import_runs").values(run).returning("id")
    .executeTakeFirstOrThrow();
  const character = await database.read.selectFrom("characters").select("id").where("account_id", "=", id)
    .executeTakeFirstOrThrow();
  const row = { label: "old", foreign_id: "1", outcome: "new", row_hash: new Uint8Array(16), run_id } as const;
  await database.write.insertInto("import_rows").values([
    { ...row, kind: "account", local_id: id, credential_version: 0 },
    { ...row, kind: "character", local_id: character.id, credential_version: null },
  ]).execute();
  return owned.length;
}

function dummyOf(dataType: string): number | string | Uint8Array {
  if (/int|real|float|double/i.test(dataType)) return 1;
  return /blob|bytea/i.test(dataType) ? new Uint8Array(4) : "x";
}

/** Where something of the account stands: by its id, by a character's, or by a text in any column of any table. */
async function tracesOf(
  database: Database,
  { id, texts }: { id: number; texts: readonly string[] },
): Promise<string[]> {
  const traces: string[] = [];
  for (const { name, columns } of await database.read.introspection.getTables()) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(database.read);
    for (const row of rows) {
      if (name !== "audit_log" && row.account_id === id) traces.push(`${name}.account_id`);
      for (const { name: column } of columns) {
        const value = row[column];
        if (typeof value !== "string" || !texts.some((text) => value.includes(text))) continue;
        // How often an address may call is counted for an hour or a day, whosever it is.
        if (name !== "limit_counters") traces.push(`${name}.${column}: ${value}`);
      }
    }
  }
  const left = await database.read.selectFrom("import_rows").select(["kind", "local_id", "outcome"])
    .where((eb) => eb.or([eb("local_id", "is not", null), eb("outcome", "!=", "deleted")])).execute();
  const changes = await database.read.selectFrom("value_changes").select("target_id").execute();
  return [...traces, ...left.map(({ kind }) => `import_rows: ${kind}`), ...changes.map(() => "value_changes")];
}
