import { expect } from "expect";
import { Hono } from "hono";
import { requireSession } from "../../routes/bearer.ts";
import { createGate } from "../../routes/gate.ts";
import type { HttpEnv } from "../../routes/http.ts";
import { createMount } from "../../routes/mount.ts";
import { noStore } from "../../routes/no_store.ts";
import { mountIdentities, mountProviderLogins } from "../../routes/identities.ts";
import { registerGuarded } from "../domain/factors/setup.ts";
import { type IdentityTest, identityTest, ORIGIN, steamTicket } from "../domain/identities/setup.ts";
import { type Caller, createCaller } from "../support/http.ts";
import { until as eventually } from "../support/until.ts";

function callerOf(t: IdentityTest): Caller {
  const routes = new Hono<HttpEnv>();
  routes.route("/api/account", createGate(requireSession(t.sessions)));
  routes.route("/api/auth", createGate(noStore));
  const mount = createMount(routes);
  mountIdentities(mount, t);
  mountProviderLogins(mount, { providerLogins: t.logins, sessions: t.sessions });
  return createCaller("/", routes);
}
const steam = (ticket: string) => ({ method: "steam", credentials: { ticket } });

identityTest("a player signs in by Steam and chooses a name", async (t) => {
  const call = callerOf(t);
  const signedIn = await call("POST", "/api/auth/provider", { body: steam("7656 1") });
  expect(signedIn.status).toBe(200);
  expect(signedIn.headers.get("cache-control")).toBe("no-store");
  expect(signedIn.json).toMatchObject({ token: expect.any(String), usernamePending: true });

  const bearer = signedIn.json.token;
  expect((await call("POST", "/api/account/username", { bearer, body: { username: "Arthur" } })).status).toBe(204);
  const again = await call("POST", "/api/auth/provider", { body: steam("7656 2") });
  expect(again.json).toMatchObject({ id: signedIn.json.id, username: "Arthur", usernamePending: false });
  const second = await call("POST", "/api/account/username", { bearer, body: { username: "Uther" } });
  expect([second.status, second.json.code]).toEqual([403, "forbidden"]);
});

identityTest("a signed-in player lists, links and unlinks identities", async (t) => {
  const call = callerOf(t);
  const { token: bearer } = await t.register("Merlin");
  const linked = await call("POST", "/api/account/identities", { bearer, body: steam("7656 1") });
  const identity = { provider: "steam", subject: "7656", linkedAt: t.clock.now().toISOString(), lastUsed: null };
  expect([linked.status, linked.json]).toEqual([201, identity]);
  expect((await call("GET", "/api/account/identities", { bearer })).json).toEqual({ identities: [identity] });

  expect((await call("DELETE", "/api/account/identities/steam", { bearer })).status).toBe(204);
  expect((await call("DELETE", "/api/account/identities/steam", { bearer })).status).toBe(404);
});

identityTest("the refusals of linking have their codes", async (t) => {
  const call = callerOf(t);
  const born = await call("POST", "/api/auth/provider", { body: steam("7656 1") });
  const { token: bearer } = await t.register("Merlin");
  const codeOf = async (body: unknown) => {
    const { status, json } = await call("POST", "/api/account/identities", { bearer, body });
    return `${status} ${json.code}`;
  };
  expect(await codeOf(steam("7656 2"))).toBe("409 identity_taken");
  expect(await codeOf(steam("bad"))).toBe("401 invalid_credentials");
  expect(await codeOf(steam("down"))).toBe("503 provider_unavailable");
  expect(await codeOf({ method: "website", credentials: {} })).toBe("422 invalid_input");
  const last = await call("DELETE", "/api/account/identities/steam", { bearer: born.json.token });
  expect([last.status, last.json.code]).toEqual([409, "last_way_in"]);
});

identityTest("without a session nothing is told or changed", async (t) => {
  const call = callerOf(t);
  const calls = [
    ["GET", "/api/account/identities"],
    ["POST", "/api/account/identities"],
    ["DELETE", "/api/account/identities/steam"],
    ["POST", "/api/account/username"],
  ] as const;
  for (const [method, path] of calls) expect((await call(method, path)).status).toBe(401);
});

identityTest("a provider's login proves the account, unless it has a second factor", async (t) => {
  const call = callerOf(t);
  const first = (await call("POST", "/api/auth/provider", { body: steam("7656 1") })).json;
  await t.confirmation.require(await t.sessions.verify(first.token));
  const ada = await registerGuarded(t, "ada");
  await t.identities.link({ accountId: ada.caller.accountId, credentials: steamTicket("1"), origin: ORIGIN });
  const { json: { token } } = await call("POST", "/api/auth/provider", { body: steam("1 2") });
  const refused = await t.confirmation.require(await t.sessions.verify(token)).catch((error) => error);
  expect(refused).toMatchObject({ code: "confirmation_required" });
});

identityTest("a deletion is told to who comes by Steam, and taken back with no more than Steam's word", async (t) => {
  const call = callerOf(t);
  const { json: { id } } = await call("POST", "/api/auth/provider", { body: steam("7656 1") });
  await t.deletion.request({ accountId: id, by: { actor: `account_${id}`, address: null } });
  const refused = await call("POST", "/api/auth/provider", { body: steam("7656 2") });
  expect([refused.status, refused.json.code]).toEqual([403, "account_deleting"]);
  // The ticket is used up by that: it brings no second challenge.
  expect((await call("POST", "/api/auth/provider", { body: steam("7656 2") })).json.code).toBe("invalid_credentials");
  expect(await t.actions()).toContain("login.refused");
  const { account, by } = await t.database.transaction((unit) =>
    t.deletion.redeem(unit, refused.json.challenge, { address: null })
  );
  expect([account.id, by]).toEqual([id, "provider"]);
  expect((await call("POST", "/api/auth/provider", { body: steam("7656 3") })).json.id).toBe(id);
});

identityTest("deleting a banned account opens no new one to its player, by Steam neither", async (t) => {
  const call = callerOf(t);
  const { json: { id } } = await call("POST", "/api/auth/provider", { body: steam("7656 1") });
  const { token: bearer } = await t.register("Merlin");
  const by = { actor: "admin", address: "192.0.2.1" };
  const until = new Date(t.clock.now().getTime() + 86_400_000);
  await t.suspensions.suspend({ accountId: id, reason: "cheats", until, ...by });
  await t.deletion.request({ accountId: id, by, now: true });
  await eventually(async () => await t.countOf("identities") === 0);
  const came = await call("POST", "/api/auth/provider", { body: steam("7656 2") });
  expect([came.status, came.json.code, came.json.until]).toEqual([403, "account_suspended", until.toISOString()]);
  const linked = await call("POST", "/api/account/identities", { bearer, body: steam("7656 3") });
  expect([linked.status, linked.json.code]).toEqual([403, "account_suspended"]);
  t.clock.advance(86_400_000);
  expect((await call("POST", "/api/auth/provider", { body: steam("7656 4") })).status).toBe(200);
});
