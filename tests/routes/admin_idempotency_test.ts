import { expect } from "expect";
import { deleteOldAnswers } from "../../lib/domain/operators/idempotent_answers.ts";
import type { Database } from "../../lib/platform/database/database.ts";
import { eachDatabase } from "../support/test_database.ts";
import { adminOn } from "./admin_setup.ts";

const SERVER = { name: "Evindra", address: "192.0.2.10", port: 23115, type: "pve" };
const BAN = { kind: "ip", value: "203.0.113.9", reason: "Bots" };
const HOUR_MS = 60 * 60_000;

async function keyedOn(database: Database) {
  const on = await adminOn(database);
  const post = (key: string, path: string, body: unknown) =>
    on.admin("POST", path, body, { headers: { "idempotency-key": key } });
  const count = async () => (await on.admin("GET", "/bans")).json.items.length;
  return { ...on, post, count };
}

eachDatabase("a call that is sent twice is done once, and shows a secret twice", async (database) => {
  const { admin, post } = await keyedOn(database);
  const first = await post("k-1", "/servers", SERVER);
  expect([first.status, typeof first.json.key]).toEqual([201, "string"]);
  const again = await post("k-1", "/servers", SERVER);
  expect([again.status, again.headers.get("content-type"), again.headers.get("cache-control"), again.text])
    .toEqual([201, first.headers.get("content-type"), "no-store", first.text]);
  expect((await admin("GET", "/servers")).json.items).toHaveLength(1);
  const rows = await database.read.selectFrom("idempotent_answers").selectAll().execute();
  expect(rows).toHaveLength(1);
  const kept = new TextDecoder("latin1").decode(Uint8Array.from(rows[0]!.answer!));
  expect([kept.includes(first.json.key), kept.includes("Evindra")]).toEqual([false, false]);
});

eachDatabase("a key that stood for another body or another call is 422, and nothing is done", async (database) => {
  const { post, count } = await keyedOn(database);
  expect((await post("k-1", "/bans", BAN)).status).toBe(201);
  for (const [path, body] of [["/bans", { ...BAN, value: "203.0.113.10" }], ["/bans/lift", BAN]] as const) {
    const { status, json } = await post("k-1", path, body);
    expect([path, status, json.code, json.errors[0].field]).toEqual([path, 422, "invalid_input", "Idempotency-Key"]);
  }
  expect(await count()).toBe(1);
  expect((await post("k".repeat(65), "/bans", BAN)).status).toBe(422);
  expect((await post("k".repeat(64), "/bans", BAN)).status).toBe(201);
  expect(await count()).toBe(2);
});

eachDatabase("keys of two operators never meet, and what one may not do no key opens", async (database) => {
  const { core, call, admin, post, count } = await keyedOn(database);
  const { id, token: bearer } = await core.register("helper");
  const own = () => call("POST", "/admin/api/bans", { bearer, body: BAN, headers: { "idempotency-key": "k-1" } });
  await admin("PATCH", `/accounts/${id}`, { role: "moderator" });
  expect((await post("k-1", "/bans", BAN)).json.createdBy).toBe("admin");
  expect((await own()).json.createdBy).toBe(`account_${id}`);
  expect(await count()).toBe(2);
  await admin("PATCH", `/accounts/${id}`, { role: "viewer" });
  const refused = await own();
  expect([refused.status, refused.json.code]).toEqual([403, "forbidden"]);
});

eachDatabase("an answer without a body comes again, and so does one to any account's session", async (database) => {
  const { core, call, admin, post } = await keyedOn(database);
  const { token: bearer } = await core.register("ada");
  const { id: bob } = await core.register("bob");
  const end = () => post("k-1", `/accounts/${bob}/sessions/end`, { reason: "Asked for it" });
  expect([(await end()).status, (await end()).status, (await end()).text]).toEqual([204, 204, ""]);
  expect((await admin("GET", "/audit?action=session.end")).json.items.length).toBeLessThanOrEqual(1);
  const { url } = (await admin("POST", "/invites", { role: "viewer", reason: "Joins" })).json;
  const body = { token: url.split("#invite=")[1] };
  const redeem = () => call("POST", "/admin/api/invites/redeem", { bearer, body, headers: { "idempotency-key": "k" } });
  expect([(await redeem()).json, (await redeem()).json]).toEqual([{ role: "viewer" }, { role: "viewer" }]);
});

eachDatabase("a refusal is not kept: it changed nothing", async (database) => {
  const { core, post, count } = await keyedOn(database);
  const note = () => post("k-1", "/accounts/1/notes", { text: "Asked for the name back" });
  expect((await note()).status).toBe(404);
  expect((await core.register("ada")).id).toBe(1);
  expect([(await note()).status, (await note()).status]).toEqual([201, 201]);
  expect(await database.read.selectFrom("account_notes").select("id").execute()).toHaveLength(1);
  expect((await post("k-2", "/bans", { kind: "ip" })).status).toBe(422);
  expect((await post("k-2", "/bans", BAN)).status).toBe(201);
  expect(await count()).toBe(1);
});

eachDatabase("of many at once one is done, and all are told of it", async (database) => {
  const { post, count } = await keyedOn(database);
  const answers = await Promise.all(Array.from({ length: 5 }, () => post("k-1", "/bans", BAN)));
  expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(await count()).toBe(1);
});

eachDatabase(
  "of two instances the second is told to come again, for as long as the first may live",
  async (database) => {
    const { core, post, count } = await keyedOn(database);
    await post("k-1", "/bans", BAN);
    await database.write.updateTable("idempotent_answers")
      .set({ answer: null, expires_at: core.clock.now().getTime() + 1_000 }).execute();
    const { status, headers, json } = await post("k-1", "/bans", BAN);
    expect([status, json.code, headers.get("retry-after")]).toEqual([503, "overloaded", "1"]);
    expect((await post("k-1", "/bans", { ...BAN, reason: "Other" })).status).toBe(422);
    core.clock.advance(1_000);
    expect([(await post("k-1", "/bans", BAN)).status, await count()]).toEqual([201, 2]);
  },
);

eachDatabase(
  "after the clock has gone back two hours, a call that nobody ended is free again at once",
  async (database) => {
    const { core, post, count } = await keyedOn(database);
    await post("k-1", "/bans", BAN);
    await database.write.updateTable("idempotent_answers")
      .set({ answer: null, expires_at: core.clock.now().getTime() + 10 * 60_000 }).execute();
    expect((await post("k-1", "/bans", BAN)).status).toBe(503);
    core.clock.setBack(2 * HOUR_MS);
    expect([(await post("k-1", "/bans", BAN)).status, await count()]).toEqual([201, 2]);
    // An answer that is there is told, however far ahead it was given.
    core.clock.setBack(2 * HOUR_MS);
    expect([(await post("k-1", "/bans", BAN)).status, await count()]).toEqual([201, 2]);
  },
);

eachDatabase("after 24 hours a key is free again, and its answer is deleted", async (database) => {
  const { core, post, count } = await keyedOn(database);
  await post("k-1", "/bans", BAN);
  core.clock.advance(24 * HOUR_MS - 1);
  await post("k-1", "/bans", BAN);
  await deleteOldAnswers(database, core.clock.now());
  expect([await count(), (await database.read.selectFrom("idempotent_answers").selectAll().execute()).length])
    .toEqual([1, 1]);
  core.clock.advance(1);
  expect((await post("k-1", "/bans", { ...BAN, value: "203.0.113.10" })).status).toBe(201);
  expect(await count()).toBe(2);
  core.clock.advance(24 * HOUR_MS);
  expect(await deleteOldAnswers(database, core.clock.now())).toBe(false);
  expect(await database.read.selectFrom("idempotent_answers").selectAll().execute()).toEqual([]);
});
