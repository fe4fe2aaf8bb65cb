import { expect } from "expect";
import { addAccount } from "../support/accounts.ts";
import { eachDatabase } from "../support/test_database.ts";
import { ADMIN_TOKEN, adminOn } from "./admin_setup.ts";

const PATH = "/admin/api/bans";

eachDatabase("the static token operates", async (database) => {
  const { call } = await adminOn(database);
  const { status, headers } = await call("GET", PATH, { bearer: ADMIN_TOKEN });
  expect(status).toBe(200);
  expect(headers.get("cache-control")).toBe("no-store");
});

eachDatabase("without a bearer, or with another token, nobody does", async (database) => {
  const { call } = await adminOn(database);
  const wrong = [undefined, "wrong", ADMIN_TOKEN.slice(0, -1), `${ADMIN_TOKEN}x`, ADMIN_TOKEN.toUpperCase()];
  for (const bearer of wrong) {
    const { status, json } = await call("GET", PATH, bearer === undefined ? {} : { bearer });
    expect([status, json.code]).toEqual([401, "invalid_token"]);
  }
});

eachDatabase("a path that does not exist is 401 to a stranger", async (database) => {
  const { call } = await adminOn(database);
  expect((await call("GET", "/admin/api/nothing")).status).toBe(401);
  expect((await call("GET", "/admin/api/nothing", { bearer: ADMIN_TOKEN })).status).toBe(404);
});

eachDatabase("where no static token is configured none opens", async (database) => {
  const { call } = await adminOn(database, { adminToken: null });
  for (const bearer of [ADMIN_TOKEN, "null", "undefined"]) {
    expect((await call("GET", PATH, { bearer })).status).toBe(401);
  }
});

eachDatabase("a player's session is refused, an admin's operates, from the moment of the change", async (database) => {
  const { core, call, admin } = await adminOn(database);
  const { id, token } = await core.register("ada");
  await addAccount(database, "another", { role: "admin" });
  expect((await call("GET", PATH, { bearer: token })).status).toBe(401);
  expect((await admin("PATCH", `/accounts/${id}`, { role: "admin" })).status).toBe(200);
  expect((await call("GET", PATH, { bearer: token })).status).toBe(200);
  expect((await admin("PATCH", `/accounts/${id}`, { role: "player" })).status).toBe(200);
  expect((await call("GET", PATH, { bearer: token })).status).toBe(401);
});

eachDatabase("an admin whose session ended, or who is banned, operates no more", async (database) => {
  const { core, call, admin } = await adminOn(database);
  const { id, token } = await core.register("ada");
  await admin("PATCH", `/accounts/${id}`, { role: "admin" });
  const other = await core.logIn("ada");
  await core.sessions.logOut(await core.sessions.verify(other), { door: "http", address: "::1" });
  expect((await call("GET", PATH, { bearer: other })).status).toBe(401);
  await admin("POST", `/accounts/${id}/suspensions`, { reason: "Left" });
  const banned = await call("GET", PATH, { bearer: token });
  expect([banned.status, banned.json.code]).toEqual([403, "account_banned"]);
});

eachDatabase("the audit log says which operator acted, and from where", async (database) => {
  const { core, call, admin } = await adminOn(database);
  const { id, token } = await core.register("ada");
  await admin("PATCH", `/accounts/${id}`, { role: "admin" });
  const body = { kind: "ip", value: "192.0.2.77", reason: "Spam" };
  expect((await call("POST", PATH, { bearer: token, address: "203.0.113.4", body })).status).toBe(201);
  const { items } = (await admin("GET", "/audit?limit=2")).json;
  expect(items).toMatchObject([
    { action: "ban.create", actor: `account_${id}`, address: "203.0.113.4" },
    { action: "account.role", actor: "admin", account: id, reason: "admin", address: "192.0.2.9" },
  ]);
});

eachDatabase(
  "refused bearers are in the audit log, one a minute for each address, without what they brought",
  async (database) => {
    const { core, call, admin } = await adminOn(database);
    const { id, token } = await core.register("ada");
    for (let count = 0; count < 3; count++) await call("GET", PATH, { bearer: "a-guess" });
    await call("GET", PATH, { bearer: token, address: "198.51.100.7" });
    const { items } = (await admin("GET", "/audit?action=login.refused")).json;
    expect(items).toMatchObject([
      { actor: "anonymous", account: id, door: "admin", address: "198.51.100.7", reason: "not an operator" },
      { actor: "anonymous", account: null, door: "admin", address: "192.0.2.9", reason: "no operator's token" },
    ]);
    expect(JSON.stringify(items)).not.toContain("guess");
  },
);

eachDatabase("guesses are slowed down, and lock no operator out", async (database) => {
  const { core, call } = await adminOn(database);
  const statuses = [];
  for (let count = 0; count < 21; count++) {
    statuses.push((await call("GET", PATH, { bearer: `guess_${count}` })).status);
  }
  expect(statuses).toEqual([...Array(20).fill(401), 429]);
  expect((await call("GET", PATH, { bearer: ADMIN_TOKEN })).status).toBe(200);
  expect((await call("GET", PATH, { bearer: "guess", address: "192.0.2.10" })).status).toBe(401);
  core.clock.advance(60_000);
  expect((await call("GET", PATH, { bearer: "guess" })).status).toBe(401);
});

eachDatabase("a session that ran out is no guess", async (database) => {
  const { core, call, admin } = await adminOn(database);
  const { token } = await core.register("ada");
  core.clock.advance(24 * 60 * 60_000);
  const { status, json } = await call("GET", PATH, { bearer: token });
  expect([status, json.code]).toEqual([401, "token_expired"]);
  expect((await admin("GET", "/audit?action=login.refused")).json.items).toEqual([]);
});
