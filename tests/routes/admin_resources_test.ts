import { expect } from "expect";
import { codeOf } from "../support/code_of.ts";
import { eachDatabase } from "../support/test_database.ts";
import { adminOn } from "./admin_setup.ts";

eachDatabase("an address ban is made, listed and lifted", async (database) => {
  const { core, admin } = await adminOn(database);
  const made = await admin("POST", "/bans", {
    kind: "ip",
    value: "198.51.100.9/24",
    reason: "Spam",
    until: "2026-01-02T00:00:00Z",
  });
  expect(made.status).toBe(201);
  expect(made.json).toEqual({
    id: made.json.id,
    kind: "ip",
    value: "198.51.100.0/24",
    reason: "Spam",
    until: "2026-01-02T00:00:00.000Z",
    createdAt: "2026-01-01T00:00:00.000Z",
    createdBy: "admin",
    automatic: false,
  });
  expect((await admin("GET", "/bans")).json).toEqual({ items: [{ ...made.json, hits: 0 }], next: null });
  expect(await codeOf(core.proof.checkOrigin({ door: "http", address: "198.51.100.200" }))).toBe("address_banned");
  expect((await admin("DELETE", `/bans/${made.json.id}`)).status).toBe(204);
  expect((await admin("GET", "/bans")).json).toEqual({ items: [], next: null });
  expect(await codeOf(core.proof.checkOrigin({ door: "http", address: "198.51.100.200" }))).toBe("no error");
  expect((await admin("DELETE", `/bans/${made.json.id}`)).status).toBe(404);
});

eachDatabase("a MAC ban is kept without case and separators", async (database) => {
  const { admin } = await adminOn(database);
  const { status, json } = await admin("POST", "/bans", { kind: "mac", value: "AA-BB-CC-00-11-22", reason: "Spam" });
  expect([status, json.value, json.until]).toEqual([201, "aabbcc001122", null]);
});

eachDatabase("a ban of half the world is asked for twice", async (database) => {
  const { admin } = await adminOn(database);
  for (const value of ["0.0.0.0/0", "10.0.0.0/7", "::/0", "2000::/15"]) {
    const ban = { kind: "ip", value, reason: "Slip" };
    const refused = await admin("POST", "/bans", ban);
    expect([refused.status, refused.json.errors[0].field]).toEqual([422, "value"]);
    expect(refused.json.errors[0].message).toContain('"force": true');
    expect((await admin("POST", "/bans", { ...ban, force: true })).status).toBe(201);
  }
  for (const value of ["10.0.0.0/8", "2001::/16"]) {
    expect((await admin("POST", "/bans", { kind: "ip", value, reason: "Wide" })).status).toBe(201);
  }
});

eachDatabase("what is no ban is refused", async (database) => {
  const { admin } = await adminOn(database);
  const wrong = [
    { kind: "ip", value: "198.51.100.300", reason: "x" },
    { kind: "ip", value: "198.51.100.0/33", reason: "x" },
    { kind: "ip", value: "198.51.100.1" },
    { kind: "mac", value: "", reason: "x" },
    { kind: "mac", value: "x".repeat(65), reason: "x" },
    { kind: "name", value: "ada", reason: "x" },
    { kind: "ip", value: "198.51.100.1", reason: "x", until: "2025-01-01T00:00:00Z" },
  ];
  for (const body of wrong) expect([body, (await admin("POST", "/bans", body)).status]).toEqual([body, 422]);
  expect((await admin("GET", "/bans")).json.items).toEqual([]);
});

eachDatabase("bans come in pages, newest first", async (database) => {
  const { admin } = await adminOn(database);
  for (const last of [1, 2, 3]) await admin("POST", "/bans", { kind: "ip", value: `192.0.2.${last}`, reason: "x" });
  const values = ({ items }: { items: { value: string }[] }) => items.map(({ value }) => value);
  const first = (await admin("GET", "/bans?limit=2")).json;
  expect(values(first)).toEqual(["192.0.2.3", "192.0.2.2"]);
  expect(values((await admin("GET", `/bans?limit=2&after=${first.next}`)).json)).toEqual(["192.0.2.1"]);
});

eachDatabase("a server is made with a key that is shown once", async (database) => {
  const { core, admin } = await adminOn(database);
  const made = await admin("POST", "/servers", {
    name: "Nexus",
    game_id: "wildstar",
    address: "203.0.113.1",
    port: 24_000,
    type: "pvp",
    flags: 3,
    online: true,
    note_text_id: 7,
  });
  expect(made.status).toBe(201);
  const { key, ...server } = made.json;
  expect(server).toEqual({
    id: "server_001",
    name: "Nexus",
    game_id: "wildstar",
    address: "203.0.113.1",
    port: 24_000,
    type: "pvp",
    flags: 3,
    online: true,
    note_text_id: 7,
    players: 0,
    last_heartbeat: null,
    created_at: "2026-01-01T00:00:00.000Z",
  });
  expect((await core.servers.authenticate(key)).id).toBe("server_001");
  expect((await admin("GET", "/servers")).json).toEqual({ items: [server], next: null });
  expect((await admin("GET", "/servers/server_001")).json).toEqual(server);
});

eachDatabase("a server is changed, gets a new key, and is deleted", async (database) => {
  const { core, admin } = await adminOn(database);
  const server = { name: "Nexus", address: "203.0.113.1", port: 24_000 };
  const { key } = (await admin("POST", "/servers", { ...server, id: "eu-1" })).json;
  const changed = await admin("PATCH", "/servers/eu-1", { port: 24_001, online: true });
  expect([changed.status, changed.json.port, changed.json.online]).toEqual([200, 24_001, true]);
  const renewed = await admin("POST", "/servers/eu-1/key");
  expect([renewed.status, renewed.json.id]).toEqual([201, "eu-1"]);
  expect(await codeOf(core.servers.authenticate(key))).toBe("invalid_token");
  expect((await core.servers.authenticate(renewed.json.key)).id).toBe("eu-1");
  expect((await admin("DELETE", "/servers/eu-1")).status).toBe(204);
  for (const [method, body] of [["GET"], ["PATCH", {}], ["DELETE"]] as const) {
    const { status, json } = await admin(method, "/servers/eu-1", body);
    expect([status, json.code]).toEqual([404, "unknown_server"]);
  }
});

eachDatabase("a server's fields are checked, and its name is its own", async (database) => {
  const { admin } = await adminOn(database);
  const server = { name: "Nexus", address: "203.0.113.1", port: 24_000 };
  await admin("POST", "/servers", server);
  const taken = await admin("POST", "/servers", { ...server, name: "NEXUS" });
  expect([taken.status, taken.json.code]).toEqual([409, "name_taken"]);
  const wrong = await admin("POST", "/servers", { ...server, name: "Other", address: "192.0.2", port: 0, type: "rp" });
  expect(wrong.status).toBe(422);
  expect(wrong.json.errors.map(({ field }: { field: string }) => field)).toEqual(["address", "port", "type"]);
  expect((await admin("PATCH", "/servers/server_001", { flags: -1 })).status).toBe(422);
});

eachDatabase("a token is revoked with who, why and from where", async (database) => {
  const { admin, revoked } = await adminOn(database);
  const { status } = await admin("POST", "/tokens/revoke", { token: "a token", reason: "Leaked" });
  expect(status).toBe(204);
  expect(revoked).toEqual([{
    token: "a token",
    origin: { door: "admin", address: "192.0.2.9" },
    by: { actor: "admin", reason: "Leaked" },
  }]);
  expect((await admin("POST", "/tokens/revoke", { token: "a token" })).status).toBe(422);
  expect((await admin("POST", "/tokens/revoke", { reason: "Leaked" })).status).toBe(422);
});

eachDatabase("the audit log is filtered and comes in pages, newest first", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("ada");
  await core.register("bob");
  await core.logIn("ada");
  const actions = ({ items }: { items: { action: string }[] }) => items.map(({ action }) => action);
  expect(actions((await admin("GET", `/audit?account=${id}`)).json)).toEqual(["login.succeeded", "account.register"]);
  expect((await admin("GET", "/audit?action=account.register")).json.items).toHaveLength(2);
  expect(actions((await admin("GET", `/audit?account=${id}&action=account.register`)).json)).toHaveLength(1);
  const first = (await admin("GET", "/audit?account=&action=&after=&limit=2")).json;
  expect(actions(first)).toEqual(["login.succeeded", "account.register"]);
  const second = (await admin("GET", `/audit?limit=2&after=${first.next}`)).json;
  expect(second.items).toEqual([{
    id: second.items[0].id,
    at: "2026-01-01T00:00:00.000Z",
    action: "account.register",
    actor: `account_${id}`,
    account: id,
    door: "http",
    address: "198.51.100.7",
    reason: null,
  }]);
  expect(second.next).toBeNull();
  expect((await admin("GET", "/audit?account=ada")).status).toBe(422);
});
