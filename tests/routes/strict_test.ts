import { expect } from "expect";
import { eachDatabase } from "../support/test_database.ts";
import { adminOn } from "./admin_setup.ts";
import { gameAuthTest } from "./game_auth_setup.ts";

eachDatabase("a typo in an operator's call is refused by name, and changes nothing", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("Ada");
  const cases = [
    ["POST", `/accounts/${id}/suspensions`, { reason: "Spam", untill: "2026-02-01T00:00:00Z" }, "untill", "until"],
    ["POST", "/servers", { name: "A", address: "127.0.0.1", port: 1, gameid: "slime" }, "gameid", "game_id"],
    ["PATCH", "/servers/server_001", { onlin: false }, "onlin", "online"],
    ["GET", "/accounts?statuss=active", undefined, "statuss", "status"],
    ["GET", "/bans?limt=5", undefined, "limt", "limit"],
  ] as const;
  for (const [method, path, body, field, nearest] of cases) {
    const { status, json } = await admin(method, path, body);
    expect([path, status, json.code]).toEqual([path, 422, "invalid_input"]);
    expect(json.errors[0].field).toBe(field);
    expect(json.errors[0].message).toContain(`did you mean ${nearest}?`);
  }
  expect((await admin("GET", `/accounts/${id}`)).json.suspensions).toEqual([]);
});

eachDatabase("a query where none is read is refused: a change before it is made", async (database) => {
  const { core, admin } = await adminOn(database);
  const { id } = await core.register("Ada");
  const change = await admin("POST", `/accounts/${id}/suspensions?until=2026-02-01`, { reason: "Spam" });
  expect([change.status, change.json.errors[0].field]).toEqual([422, "until"]);
  expect((await admin("GET", `/accounts/${id}`)).json.suspensions).toEqual([]);
  expect((await admin("GET", `/accounts/${id}?full=1`)).status).toBe(422);
  expect((await admin("GET", "/accounts?search=&limit=")).status).toBe(200);
  expect((await admin("GET", "/accounts/999999?full=1")).status).toBe(404);
});

eachDatabase("an optional field that is empty is one left out", async (database) => {
  const { admin } = await adminOn(database);
  for (const until of [null, ""]) {
    const { status, json } = await admin("POST", "/bans", { kind: "ip", value: "192.0.2.1", reason: "Spam", until });
    expect([status, json.until]).toEqual([201, null]);
  }
  const server = await admin("POST", "/servers", { id: "", name: "A", game_id: "", address: "127.0.0.1", port: 1 });
  expect([server.status, server.json.game_id]).toEqual([201, null]);
});

eachDatabase("a parameter that comes twice is refused, as nobody knows which one was meant", async (database) => {
  const { admin } = await adminOn(database);
  const { status, json } = await admin("GET", "/bans?kind=ip&limit=1&kind=mac");
  expect([status, json.errors]).toEqual([422, [{ field: "kind", message: "must be given once" }]]);
});

gameAuthTest("a game server's typo is refused by name", async (t) => {
  const unknown = await t.post("heartbeat", { player: 3 }, t.server.key);
  expect([unknown.status, unknown.json.errors]).toEqual([
    422,
    [{ field: "player", message: "is not known here: did you mean players?" }],
  ]);
  const nested = await t.post("authenticate", {
    authentication_method: "website",
    credentials: { ...t.credentials, pasword: "x" },
  });
  expect([nested.status, nested.json.errors[0].field]).toEqual([422, "credentials.pasword"]);
  for (const method of ["WEBSITE", undefined]) {
    const wrong = await t.post("authenticate", { authentication_method: method, credentials: t.credentials });
    expect([wrong.status, wrong.json.errors]).toEqual([
      422,
      [{ field: "authentication_method", message: "must be website, steam or epic" }],
    ]);
  }
  expect((await t.post("revoke?quietly=1", { token: "x" })).status).toBe(422);
  expect((await t.call("GET", "/auth/revocations?sinse=1")).status).toBe(422);
});

gameAuthTest("an empty e-mail beside a username is none", async (t) => {
  const credentials = { ...t.credentials, email: "" };
  expect((await t.post("authenticate", { authentication_method: "website", account_id: null, credentials })).status)
    .toBe(200);
});
