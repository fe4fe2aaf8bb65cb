/** `/auth` on whole servers: as it is configured, between instances, and until the server stops. */
import { expect } from "expect";
import { decodeProtectedHeader } from "jose";
import { startFakeEpic } from "../../lib/testing/fake_epic.ts";
import { startFakeSteam } from "../../lib/testing/fake_steam.ts";
import { createVerifier } from "../../examples/verifier/verifier.mjs";
import { testEngines, withEmptySchema } from "../support/test_database.ts";
import { eachServer, startTestServer, TEST_ADMIN_TOKEN, type TestServer } from "../support/test_server.ts";

const GAME = { id: "arena", name: "Arena", initialize: () => {} };
const CREDENTIALS = { username: "Merlin", password: "correct horse" };
const STEAM = { key: "0123456789ABCDEF0123456789ABCDEF", appId: 480, identity: "gatehouse" };

async function call(server: TestServer, path: string, body: object, bearer?: string) {
  const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  const response = await fetch(`${server.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, json: text === "" ? null : JSON.parse(text) };
}

/** A player, logged in to `/auth`, who can choose a character. */
async function enter(server: TestServer) {
  const { json: { token } } = await call(server, "/api/auth/register", CREDENTIALS);
  const { json: { character } } = await call(server, "/api/characters", { gameId: "arena", name: "Arthur" }, token);
  const login = { authentication_method: "website", credentials: CREDENTIALS };
  const { json: { login_token } } = await call(server, "/auth/authenticate", login);
  const select = async (): Promise<string> => {
    const selection = { login_token, character_id: character.id, server_id: "server_001" };
    return (await call(server, "/auth/select-character", selection)).json.character_token;
  };
  return { token, login_token, character, select };
}

Deno.test("Steam and Epic as configured let players in, and their secrets stay out of the log", async () => {
  const epicOptions = { clientId: "xyza7891client", deploymentId: "deployment-1", now: () => new Date() };
  const [steam, epic] = await Promise.all([startFakeSteam(STEAM), startFakeEpic(epicOptions)]);
  const { clientId, deploymentId } = epicOptions;
  const auth = {
    steam: { apiKey: STEAM.key, appId: STEAM.appId, identity: STEAM.identity, baseUrl: steam.url },
    epic: { clientId, deploymentId, connectUrl: epic.connectUrl, accountUrl: epic.accountUrl },
  };
  {
    await using server = await startTestServer({ config: { auth, log: { level: "debug" } } });
    const ticket = steam.issueTicket({ steamId: "76561197960287930" });
    const bySteam = { authentication_method: "steam", credentials: { ticket } };
    const first = await call(server, "/auth/authenticate", bySteam);
    expect([first.status, first.json.account_info.username]).toEqual([200, expect.stringMatching(/^player_/)]);
    expect((await call(server, "/auth/authenticate", bySteam)).status).toBe(401);
    steam.fault = { status: 500 };
    expect((await call(server, "/auth/authenticate", bySteam)).status).toBe(503);

    const id_token = await epic.sign("connect");
    const session = await call(server, "/api/auth/provider", { method: "epic", credentials: { id_token } });
    expect(session.json.usernamePending).toBe(true);
    const written = Deno.inspect(server.log, { depth: 10 });
    for (const secret of [STEAM.key, ticket, id_token]) expect(written).not.toContain(secret);
  }
  await steam.close();
  await epic.close();
});

eachServer("a key that an operator replaces signs no more, and what it signed holds", {
  games: [GAME],
  config: { auth: { characterTokenFormat: "jwt" } },
}, async (server) => {
  const { select } = await enter(server);
  const before = await select();
  const verifier = createVerifier({ baseUrl: server.url, gameId: "arena", serverId: "server_001" });
  expect((await verifier.verify(before)).valid).toBe(true);

  const refused = await call(server, "/admin/api/keys/rotate", {});
  expect(refused.status).toBe(401);
  const rotated = await call(server, "/admin/api/keys/rotate", { reason: "drill" }, TEST_ADMIN_TOKEN);
  expect(rotated.status).toBe(204);
  const after = await select();
  expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
  verifier.stop();

  const fresh = createVerifier({ baseUrl: server.url, gameId: "arena", serverId: "server_001" });
  expect((await fresh.verify(before)).valid).toBe(true);
  expect((await fresh.verify(after)).valid).toBe(true);
  fresh.stop();
});

Deno.test("characters' JWTs are verified offline where sessions are signed with a shared secret, too", async () => {
  const env = { JWT_SECRET: "a secret of the operator's own, long enough" };
  await using server = await startTestServer({ games: [GAME], env, config: { auth: { characterTokenFormat: "jwt" } } });
  const { select } = await enter(server);
  const verifier = createVerifier({ baseUrl: server.url, gameId: "arena", serverId: "server_001" });
  expect((await verifier.verify(await select())).valid).toBe(true);
  verifier.stop();
});

eachServer("an operator's new server speaks with the key that it was given once", {
  games: [GAME],
  config: { auth: { revalidateRequiresServerKey: true } },
}, async (server) => {
  const body = { name: "Chess", game_id: "chess", address: "127.0.0.1", port: 1, type: "pve", flags: 0, online: true };
  const { json: { key } } = await call(server, "/admin/api/servers", body, TEST_ADMIN_TOKEN);
  const { select, login_token } = await enter(server);
  const character_token = await select();

  expect((await call(server, "/auth/heartbeat", {}, key)).status).toBe(204);
  const login = { token: login_token, token_type: "login" };
  expect((await call(server, "/auth/revalidate", login)).status).toBe(401);
  expect((await call(server, "/auth/revalidate", login, key)).json.valid).toBe(true);
  const foreign = await call(server, "/auth/revalidate", { token: character_token, token_type: "character" }, key);
  expect(foreign.json).toEqual({ valid: false, reason: "unknown" });
});

eachServer("whatever ends an account's tokens is felt at once", { games: [GAME] }, async (server) => {
  const { token, login_token, character, select } = await enter(server);
  const first = await select();
  const reasonOf = async (text: string, token_type: string) =>
    (await call(server, "/auth/revalidate", { token: text, token_type })).json.reason ?? "valid";

  expect(await reasonOf(first, "character")).toBe("valid");
  await fetch(`${server.url}/api/characters/${character.id}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${token}` },
  }).then((response) => response.body?.cancel());
  expect(await reasonOf(first, "character")).toBe("revoked");
  expect(await reasonOf(login_token, "login")).toBe("valid");
  await call(server, "/api/auth/logout-all", {}, token);
  expect(await reasonOf(login_token, "login")).toBe("revoked");
});

Deno.test("a server that stops ends its streams", async () => {
  const server = await startTestServer({ games: [GAME] });
  const response = await fetch(`${server.url}/auth/revocations`, { headers: { accept: "text/event-stream" } });
  const text = response.text().catch(() => "cut");
  const startedAtMs = performance.now();
  await server.close();
  expect(await text).toContain("event: terms");
  expect(performance.now() - startedAtMs).toBeLessThan(5_000);
});

if (testEngines().includes("postgres")) {
  Deno.test("what one instance revokes, another refuses within a second, offline verifiers too", async () => {
    await withEmptySchema("core", async ({ url: databaseUrl }) => {
      const options = { databaseUrl, games: [GAME], config: { auth: { characterTokenFormat: "jwt" } } };
      await using here = await startTestServer(options);
      await using there = await startTestServer(options);
      let changed = Promise.withResolvers<void>();
      const onChange = () => {
        changed.resolve();
        changed = Promise.withResolvers();
      };
      const verifier = createVerifier({ baseUrl: there.url, gameId: "arena", serverId: "server_001", onChange });
      while (!verifier.isOffline()) await changed.promise;
      const { select } = await enter(here);
      const token = await select();
      const ask = { token, token_type: "character" };
      expect((await call(there, "/auth/revalidate", ask)).json.valid).toBe(true);
      expect((await verifier.verify(token)).valid).toBe(true);

      const startedAtMs = performance.now();
      await call(here, "/auth/revoke", { token });
      // The next change is taken hold of before the question: one that comes while it is answered is not missed.
      for (let next = changed.promise; (await verifier.verify(token)).valid; next = changed.promise) await next;
      expect((await call(there, "/auth/revalidate", ask)).json).toEqual({ valid: false, reason: "revoked" });
      expect(performance.now() - startedAtMs).toBeLessThan(1_000);
      verifier.stop();
    });
  });
}
