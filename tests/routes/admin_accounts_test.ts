import { expect } from "expect";
import { addAccount } from "../support/accounts.ts";
import { codeOf } from "../support/code_of.ts";
import { ORIGIN, PASSWORD } from "../support/core_services.ts";
import { eachDatabase } from "../support/test_database.ts";
import { adminOn } from "./admin_setup.ts";

eachDatabase("an account shows where its player was, with which devices and sessions", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id, token } = await core.register("Ada");
  core.clock.advance(60_000);
  const withDevice = { door: "slime", address: "203.0.113.5", macAddress: "00:11:22:33:44:55" };
  await core.accounts.logIn({ username: "ada", password: PASSWORD, origin: withDevice }, () => Promise.resolve());
  const { sessionId } = await core.sessions.verify(token);
  const { status, json } = await admin("GET", `/accounts/${id}`);
  expect(status).toBe(200);
  expect(json).toEqual({
    id,
    username: "Ada",
    usernamePending: false,
    email: null,
    emailVerified: false,
    role: "player",
    status: "active",
    until: null,
    guest: false,
    secondFactor: false,
    deletesAt: null,
    createdAt: "2026-01-01T00:00:00.000Z",
    lastLogin: "2026-01-01T00:01:00.000Z",
    lastAddress: "203.0.113.5",
    macs: ["00:11:22:33:44:55"],
    suspensions: [],
    sessions: [{
      id: sessionId,
      account: id,
      door: "http",
      address: ORIGIN.address,
      device: null,
      game: null,
      character: null,
      connected: "2026-01-01T00:00:00.000Z",
      lastActivity: "2026-01-01T00:00:00.000Z",
      ended: null,
      endReason: null,
    }],
  });
});

eachDatabase("a list has the sessions that live, one account those that ended as well", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id, token } = await core.register("ada");
  await core.sessions.logOut(await core.sessions.verify(token), ORIGIN);
  expect((await admin("GET", "/accounts")).json.items[0].sessions).toEqual([]);
  expect((await admin("GET", `/accounts/${id}`)).json.sessions).toMatchObject([{
    ended: "2026-01-01T00:00:00.000Z",
    endReason: "logged_out",
  }]);
});

eachDatabase("accounts are found by the beginning of a username or an e-mail, and by id", async (database) => {
  const { admin } = await adminOn(database);
  const ada = await addAccount(database, "Ada_L", { email: "lovelace@example.org" });
  await addAccount(database, "AdaXL");
  await addAccount(database, "Grace", { email: "ada@example.org" });
  const names = async (search: string) =>
    (await admin("GET", `/accounts?search=${encodeURIComponent(search)}`)).json.items
      .map(({ username }: { username: string }) => username);
  expect(await names("ADA")).toEqual(["Grace", "AdaXL", "Ada_L"]);
  expect(await names("ada_")).toEqual(["Ada_L"]);
  expect(await names("love")).toEqual(["Ada_L"]);
  expect(await names(String(ada))).toEqual(["Ada_L"]);
  expect(await names("da")).toEqual([]);
  expect(await names("%")).toEqual([]);
  expect(await names("\\")).toEqual([]);
  expect(await names("")).toHaveLength(3);
});

eachDatabase("the list comes in pages, newest first", async (database) => {
  const { admin } = await adminOn(database);
  for (const name of ["one", "two", "three"]) await addAccount(database, name);
  const first = (await admin("GET", "/accounts?limit=2")).json;
  expect(first.items.map(({ username }: { username: string }) => username)).toEqual(["three", "two"]);
  const second = (await admin("GET", `/accounts?limit=2&after=${first.next}`)).json;
  expect(second.items.map(({ username }: { username: string }) => username)).toEqual(["one"]);
  expect(second.next).toBeNull();
});

eachDatabase("what is no page is refused", async (database) => {
  const { admin } = await adminOn(database);
  for (const query of ["limit=0", "limit=201", "limit=ten", "after=x", "after=-1", `search=${"x".repeat(255)}`]) {
    const { status, json } = await admin("GET", `/accounts?${query}`);
    expect([query, status, json.code]).toEqual([query, 422, "invalid_input"]);
  }
});

eachDatabase("a suspension is made, shown and lifted", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("ada");
  const made = await admin("POST", `/accounts/${id}/suspensions`, {
    reason: "Spam",
    until: "2026-01-02T02:00:00+02:00",
  });
  expect(made.status).toBe(201);
  expect(made.json).toEqual({
    id: made.json.id,
    account: id,
    reason: "Spam",
    until: "2026-01-02T00:00:00.000Z",
    createdAt: "2026-01-01T00:00:00.000Z",
    createdBy: "admin",
  });
  expect((await admin("GET", `/accounts/${id}`)).json).toMatchObject({
    status: "suspended",
    until: "2026-01-02T00:00:00.000Z",
    suspensions: [made.json],
  });
  const path = `/accounts/${id}/suspensions/${made.json.id}`;
  expect((await admin("DELETE", path)).status).toBe(204);
  expect((await admin("GET", `/accounts/${id}`)).json).toMatchObject({
    status: "active",
    until: null,
    suspensions: [],
  });
  expect((await admin("DELETE", path)).status).toBe(404);
});

eachDatabase("a suspension without an end is a ban", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id, token } = await core.register("ada");
  for (const body of [{ reason: "Cheating" }, { reason: "Cheating", until: null }]) {
    const made = await admin("POST", `/accounts/${id}/suspensions`, body);
    expect([made.status, made.json.until]).toEqual([201, null]);
  }
  expect((await admin("GET", "/accounts?search=ada")).json.items[0].status).toBe("banned");
  expect(await codeOf(core.sessions.verify(token))).toBe("account_banned");
});

eachDatabase("a suspension needs a reason, and an end that lies ahead", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("ada");
  const wrong = [
    {},
    { reason: "" },
    { reason: "x".repeat(501) },
    { reason: "x", until: "tomorrow" },
    { reason: "x", until: "2026-02-30T00:00:00Z" },
    { reason: "x", until: 1_900_000_000 },
    { reason: "x", until: "2025-12-31T23:59:59Z" },
  ];
  for (const body of wrong) {
    const { status, json } = await admin("POST", `/accounts/${id}/suspensions`, body);
    expect([body, status, json.code]).toEqual([body, 422, "invalid_input"]);
  }
  expect((await admin("POST", `/accounts/${id}/suspensions`, "{")).status).toBe(400);
  expect((await admin("GET", `/accounts/${id}`)).json.suspensions).toEqual([]);
});

eachDatabase("everything of an account is revoked", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id, token } = await core.register("ada");
  await core.sessions.verify(token);
  const { status, text } = await admin("POST", `/accounts/${id}/revoke`, { reason: "Stolen" });
  expect([status, text]).toEqual([204, ""]);
  expect(core.sessions.verified(token)).toBeNull();
  expect(await codeOf(core.sessions.verify(token))).toBe("invalid_token");
  expect((await admin("GET", `/audit?account=${id}&action=account.revoke`)).json.items).toMatchObject([
    { actor: "admin", account: id, reason: "Stolen", address: "192.0.2.9" },
  ]);
  expect((await admin("POST", `/accounts/${id}/revoke`, {})).status).toBe(422);
});

eachDatabase("an account that nobody has is not found", async (database) => {
  const { admin } = await adminOn(database);
  const reason = { reason: "x" };
  const calls = [
    await admin("GET", "/accounts/9"),
    await admin("GET", "/accounts/ada"),
    await admin("GET", "/accounts/0"),
    await admin("GET", "/accounts/99999999999999999999"),
    await admin("PATCH", "/accounts/9", { role: "admin" }),
    await admin("POST", "/accounts/9/suspensions", reason),
    await admin("DELETE", "/accounts/9/suspensions/1"),
    await admin("POST", "/accounts/9/revoke", reason),
  ];
  expect(calls.map(({ status, json }) => [status, json.code])).toEqual(calls.map(() => [404, "not_found"]));
});

eachDatabase("a role is one of five", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("ada");
  expect((await admin("PATCH", `/accounts/${id}`, { role: "owner" })).status).toBe(422);
  expect((await admin("PATCH", `/accounts/${id}`, {})).status).toBe(422);
  expect((await admin("PATCH", `/accounts/${id}`, { role: "admin" })).json).toMatchObject({ id, role: "admin" });
});
