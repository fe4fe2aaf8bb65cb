/** The bounds of what operators ask for and do: filters, pages, numbers at once, spans of time. */
import { expect } from "expect";
import { ADMIN_CALLS } from "../../routes/admin/calls.ts";
import { addAccount } from "../support/accounts.ts";
import { codeOf } from "../support/code_of.ts";
import { ORIGIN } from "../support/core_services.ts";
import { eachDatabase } from "../support/test_database.ts";
import { adminOn } from "./admin_setup.ts";

const DAY_MS = 24 * 60 * 60_000;

/** The lists that stand alone, or below one account. */
const LISTS = ADMIN_CALLS.filter(({ method, path, query }) => method === "GET" && query !== undefined && path !== "/me")
  .map(({ path }) => path);

eachDatabase("an unknown filter is 422 at every list, and so is a page that is none", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("ada");
  expect(LISTS.length).toBeGreaterThan(12);
  for (const path of LISTS) {
    const at = path.replace(":id", String(id));
    const { status, json } = await admin("GET", `${at}?colour=red`);
    expect([path, status, json.code]).toEqual([path, 422, "invalid_input"]);
  }
  const paged = LISTS.filter((path) => !["/series", "/trail/live", "/diagnosis"].includes(path));
  for (const path of paged) {
    for (const query of ["limit=0", "limit=201", "limit=x"]) {
      const { status } = await admin("GET", `${path.replace(":id", String(id))}?${query}`);
      expect([path, query, status]).toEqual([path, query, 422]);
    }
  }
  for (const path of ["/trail", "/audit"]) {
    for (const time of ["yesterday", "2026-01-01", "1767225600000"]) {
      expect([path, time, (await admin("GET", `${path}?from=${time}`)).status]).toEqual([path, time, 422]);
      expect([path, time, (await admin("GET", `${path}?to=${time}`)).status]).toEqual([path, time, 422]);
    }
    expect((await admin("GET", `${path}?from=2026-01-01T00:00:00%2B02:00`)).status).toBe(200);
  }
});

eachDatabase("a filter that no database can compare, with a NUL in it, is 422 at every list", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("ada");
  const answers = [];
  for (const { method, path, query } of ADMIN_CALLS) {
    if (method !== "GET" || query === undefined || path === "/trail/live") continue; // which has the trail's filters
    for (const filter of Object.keys(query.shape)) {
      const { status } = await admin("GET", `${path.replace(":id", String(id))}?${filter}=a%00b`);
      answers.push([path, filter, status]);
    }
  }
  expect(answers.length).toBeGreaterThan(40);
  expect(answers.filter(([, , status]) => status !== 422)).toEqual([]);
});

eachDatabase("rows that come in meanwhile shift no page of bans, trail and audit log", async (database) => {
  const { core, admin } = await adminOn(database);
  const ban = (last: number) => admin("POST", "/bans", { kind: "ip", value: `192.0.2.${last}`, reason: "x" });
  const attempt = async () => {
    core.trail.record({ origin: ORIGIN, name: "ada", result: "failed", rule: "password" });
    await core.trail.flush();
  };
  for (let n = 0; n < 7; n++) {
    await ban(n);
    await attempt();
  }
  let added = 100;
  for (const path of ["/bans", "/trail", "/audit"]) {
    const before = (await admin("GET", path)).json.items.map(({ id }: { id: number }) => id);
    expect(before.length).toBeGreaterThanOrEqual(7);
    const seen: number[] = [];
    for (let after: number | null = 0; after !== null;) {
      const { json } = await admin("GET", `${path}?limit=2${after === 0 ? "" : `&after=${after}`}`);
      seen.push(...json.items.map(({ id }: { id: number }) => id));
      after = json.next;
      await ban(added++);
      await attempt();
    }
    expect([path, seen]).toEqual([path, before]);
  }
});

eachDatabase("two hundred bans are lifted at once, and not one more", async (database) => {
  const { admin } = await adminOn(database);
  const ids = Array.from({ length: 201 }, (_, n) => n + 1);
  expect((await admin("POST", "/bans/lift", { ids, reason: "x" })).status).toBe(422);
  expect((await admin("POST", "/bans/lift", { ids: [], reason: "x" })).status).toBe(422);
  expect((await admin("POST", "/bans/lift", { ids: ids.slice(1) })).status).toBe(422); // without a reason
  const { status, json } = await admin("POST", "/bans/lift", { ids: ids.slice(1), reason: "x" });
  expect([status, json.lifted, json.skipped.length]).toEqual([200, [], 200]);
});

eachDatabase(
  "a ban's end and note are changed while it holds, its history stays, and one that ended is not found",
  async (database) => {
    const { admin } = await adminOn(database);
    const { id } = (await admin("POST", "/bans", { kind: "ip", value: "192.0.2.1", reason: "Spam" })).json;
    const changed = await admin("PATCH", `/bans/${id}`, { until: "2026-01-05T00:00:00Z", note: "Ticket 7" });
    expect([changed.status, changed.json.until, changed.json.note]).toEqual([
      200,
      "2026-01-05T00:00:00.000Z",
      "Ticket 7",
    ]);
    expect(changed.json.changes).toMatchObject([
      { by: "admin", field: "until", from: null, to: "2026-01-05T00:00:00.000Z" },
      { by: "admin", field: "note", from: null, to: "Ticket 7" },
    ]);
    expect((await admin("PATCH", `/bans/${id}`, { until: "2025-01-01T00:00:00Z" })).status).toBe(422);
    expect((await admin("DELETE", `/bans/${id}`, { reason: "Said sorry" })).status).toBe(204);
    expect((await admin("PATCH", `/bans/${id}`, { reason: "x" })).status).toBe(404);
    expect((await admin("GET", "/bans?state=ended")).json.items).toMatchObject([
      { id, liftReason: "Said sorry", changes: [{ field: "until" }, { field: "note" }] },
    ]);
  },
);

eachDatabase(
  "a suspension takes twenty addresses with it at most, and none that is older than seven days",
  async (database) => {
    const { core, admin } = await adminOn(database);
    const { id } = await core.register("ada");
    const seen = (address: string, daysAgo: number) => ({
      account_id: id,
      network: address,
      address_key: `4.cb0071${address.split(".")[3]!.padStart(2, "0")}`,
      last_seen_at: core.clock.now().getTime() - daysAgo * DAY_MS,
    });
    await database.write.deleteFrom("account_addresses").execute();
    const recent = Array.from({ length: 25 }, (_, n) => seen(`203.0.113.${n + 10}`, n / 10));
    await database.write.insertInto("account_addresses").values([...recent, seen("203.0.113.99", 8)]).execute();
    const { json } = await admin("POST", `/accounts/${id}/suspensions`, { reason: "Botnet", addresses: true });
    const values = json.bans.map(({ value }: { value: string }) => value);
    expect(values).toHaveLength(20);
    // The latest: those are the ones that matter.
    expect(values.sort()).toEqual(recent.slice(0, 20).map(({ network }) => network).sort());
  },
);

eachDatabase("what was written for operators no player reads", async (database) => {
  const { core, call, admin } = await adminOn(database);
  const { id } = await core.register("ada");
  await admin("POST", `/accounts/${id}/suspensions`, { reason: "Spam", note: "CANARY: his brother told us" });
  await admin("POST", `/accounts/${id}/notes`, { text: "CANARY: called twice" });
  const refusal = await core.logIn("ada").then(() => null, (error) => error);
  expect([refusal.code, refusal.details.reason]).toEqual(["account_banned", "Spam"]);
  expect(JSON.stringify([refusal.message, refusal.details])).not.toContain("CANARY");
  expect((await call("GET", `/admin/api/accounts/${id}/notes`)).status).toBe(401);
});

eachDatabase(
  "others like it: by the /64 of an IPv6 customer, registration included, for ninety days",
  async (database) => {
    const { core, admin } = await adminOn(database);
    const register = async (username: string, address: string) =>
      (await core.accounts.register(
        { username, password: "correct horse", origin: { door: "http", address } },
        () => Promise.resolve(),
      )).account.id;
    const ada = await register("ada", "2001:db8:1:2::a");
    const bob = await register("bob", "2001:db8:1:2:ffff::b");
    await register("eve", "2001:db8:1:3::c");
    const related = async () => (await admin("GET", `/accounts/${ada}/related`)).json.items;
    expect(await related()).toMatchObject([{
      account: bob,
      shares: [{ kind: "address", value: "2001:db8:1:2::/64" }],
    }]);
    core.clock.advance(91 * DAY_MS);
    expect(await related()).toEqual([]);
  },
);

eachDatabase("who ended a session, and why, is in the audit log", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id, token } = await core.register("ada");
  await core.logIn("ada");
  const { sessionId } = await core.sessions.verify(token);
  expect((await admin("DELETE", `/accounts/${id}/sessions/${sessionId}`, { reason: "Shared a laptop" })).status).toBe(
    204,
  );
  expect((await admin("POST", `/accounts/${id}/sessions/end`, {})).status).toBe(422);
  expect((await admin("POST", `/accounts/${id}/sessions/end`, { reason: "And the rest" })).status).toBe(204);
  expect((await admin("GET", `/audit?account=${id}&action=session.end`)).json.items.map(
    ({ actor, reason }: Record<string, string>) => [actor, reason],
  )).toEqual([["admin", expect.stringContaining("And the rest")], [
    "admin",
    expect.stringContaining("Shared a laptop"),
  ]]);
});

eachDatabase("a deletion is asked for and taken back, and an account's characters are listed", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("ada");
  await database.write.insertInto("characters").values([1, 2, 3].map((n) => ({
    account_id: id,
    game_id: "g",
    name: `Hero${n}`,
    name_key: `hero${n}`,
    created_at: n,
  })) as never).execute();
  const first = (await admin("GET", `/accounts/${id}/characters?limit=2`)).json;
  const rest = (await admin("GET", `/accounts/${id}/characters?limit=2&after=${first.next}`)).json;
  const names = [...first.items, ...rest.items].map(({ name }: { name: string }) => name);
  expect([first.items.length, rest.next, names.sort()]).toEqual([2, null, ["Hero1", "Hero2", "Hero3"]]);

  expect((await admin("DELETE", `/accounts/${id}`, {})).status).toBe(422);
  const deleted = await admin("DELETE", `/accounts/${id}`, { reason: "Asked by post" });
  expect([deleted.status, deleted.json]).toEqual([202, { deletesAt: "2026-01-15T00:00:00.000Z" }]);
  expect(await codeOf(core.logIn("ada"))).toBe("account_deleting");
  expect((await admin("GET", `/accounts?has=deleting`)).json.items).toMatchObject([{
    id,
    deletesAt: deleted.json.deletesAt,
  }]);
  expect((await admin("POST", `/accounts/${id}/restore`, {})).status).toBe(204);
  expect(await core.logIn("ada")).toEqual(expect.any(String));
  await addAccount(database, "bob");
  expect((await admin("GET", `/accounts?has=deleting`)).json.items).toEqual([]);
});
