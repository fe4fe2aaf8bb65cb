/** The verifier against a real server, on both runtimes. */
import { expect } from "expect";
import { SignJWT } from "jose";
import { startTestServer, type TestServer } from "../../tests/support/test_server.ts";
import { parseToken, refuseClaims } from "./jwt.mjs";
import { createVerifier } from "./verifier.mjs";

const GAME = { id: "arena", name: "Arena", initialize: () => {} };
const CONFIG = { auth: { characterTokenFormat: "jwt" } };
const PASSWORD = "correct horse";

/** A server whose character tokens are JWTs, with one player and one character. */
async function withGatehouse(run: (t: Awaited<ReturnType<typeof setUp>>) => Promise<void>): Promise<void> {
  await using server = await startTestServer({ games: [GAME], config: CONFIG });
  await run(await setUp(server));
}

async function setUp(server: TestServer) {
  // deno-lint-ignore no-explicit-any
  const post = async (path: string, body: object, bearer?: string): Promise<any> => {
    const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
    const response = await fetch(`${server.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
  const credentials = { username: "Merlin", password: PASSWORD };
  const { token } = await post("/api/auth/register", credentials);
  const { character } = await post("/api/characters", { gameId: "arena", name: "Arthur" }, token);
  const { login_token } = await post("/auth/authenticate", { authentication_method: "website", credentials });
  const select = async (): Promise<string> => {
    const selection = { login_token, character_id: character.id, server_id: "server_001" };
    return (await post("/auth/select-character", selection)).character_token;
  };
  return { server, post, character, select };
}

const verifierOf = (server: TestServer, more: object = {}) =>
  createVerifier({ baseUrl: server.url, gameId: "arena", serverId: "server_001", ...more });

/** A verifier that can be waited for. */
function watchedVerifier(server: TestServer, more: object = {}) {
  let changed = Promise.withResolvers<void>();
  const onChange = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const verifier = verifierOf(server, { ...more, onChange });
  const until = async (holds: () => boolean | Promise<boolean>) => {
    while (!await holds()) await changed.promise;
  };
  return { ...verifier, until };
}

Deno.test("a token is verified offline, and a revocation is heard of within a second", () =>
  withGatehouse(async ({ server, post, character, select }) => {
    const verifier = watchedVerifier(server);
    const token = await select();
    await post("/auth/revoke", { token: await select() });
    await verifier.until(verifier.isOffline);

    expect(await verifier.verify(token)).toMatchObject({
      valid: true,
      claims: { chr: `char_${character.id}`, aud: ["arena", "server_001"] },
    });
    const startedAtMs = performance.now();
    await post("/auth/revoke", { token });
    await verifier.until(async () => !(await verifier.verify(token)).valid);
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    expect(await verifier.verify(token)).toEqual({ valid: false, reason: "revoked" });
    verifier.stop();
  }));

Deno.test("a rotated token is dead, its successor lives", () =>
  withGatehouse(async ({ server, post, select }) => {
    const verifier = watchedVerifier(server);
    const token = await select();
    await verifier.until(verifier.isOffline);
    const { character_token: next } = await post("/auth/rotate", { token, token_type: "character" });
    await verifier.until(async () => !(await verifier.verify(token)).valid);
    expect((await verifier.verify(next)).valid).toBe(true);
    verifier.stop();
  }));

Deno.test("a token for another game, server or issuer is refused", () =>
  withGatehouse(async ({ server, select }) => {
    const token = await select();
    for (const other of [{ gameId: "chess" }, { serverId: "server_002" }, { gameId: "server_001" }]) {
      const verifier = verifierOf(server, other);
      expect(await verifier.verify(token)).toEqual({ valid: false, reason: "wrong_audience" });
      verifier.stop();
    }
    const verifier = verifierOf(server, { issuer: "another" });
    expect(await verifier.verify(token)).toEqual({ valid: false, reason: "wrong_issuer" });
    verifier.stop();
  }));

Deno.test("a token that expired is refused", () =>
  withGatehouse(async ({ server, select }) => {
    const token = await select();
    const verifier = verifierOf(server, { now: () => Date.now() + 25 * 60 * 60_000 });
    expect(await verifier.verify(token)).toEqual({ valid: false, reason: "expired" });
    verifier.stop();
  }));

Deno.test("what Gatehouse did not sign is refused", () =>
  withGatehouse(async ({ server, select }) => {
    const token = await select();
    const [header = "", claims = "", signature = ""] = token.split(".");
    const kid = JSON.parse(atob(header)).kid;
    const { privateKey } = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]) as CryptoKeyPair;
    const sign = (alg: string, typ: string, key: CryptoKey | Uint8Array) =>
      new SignJWT({}).setProtectedHeader({ alg, typ, kid }).sign(key);
    const verifier = verifierOf(server);

    const forged = [
      `${header}.${claims}.${signature.replace(/^./, (first) => first === "A" ? "B" : "A")}`,
      `${header}.${btoa('{"sub":"account_1"}').replaceAll("=", "")}.${signature}`,
      await sign("EdDSA", "character+jwt", privateKey),
      await sign("EdDSA", "JWT", privateKey),
      await sign("HS256", "character+jwt", new Uint8Array(32)),
      `${btoa('{"alg":"none"}').replaceAll("=", "")}.${claims}.`,
      "",
      "a.b.c",
    ];
    for (const text of forged) expect((await verifier.verify(text)).valid).toBe(false);
    verifier.stop();
  }));

Deno.test("while the feed is silent the server is asked, and without an answer nothing is guessed", () =>
  withGatehouse(async ({ server, post, select }) => {
    let isCut = false;
    const cutting = (url: string | URL | Request, init?: RequestInit) =>
      isCut || String(url).endsWith("/revocations") ? Promise.reject(new Error("cut")) : fetch(url, init);
    const verifier = verifierOf(server, { fetch: cutting });
    const token = await select();

    expect(verifier.isOffline()).toBe(false);
    expect((await verifier.verify(token)).valid).toBe(true);
    await post("/auth/revoke", { token });
    expect(await verifier.verify(token)).toEqual({ valid: false, reason: "revoked" });
    isCut = true;
    await expect(verifier.verify(token)).rejects.toThrow("cut");
    verifier.stop();
  }));

Deno.test("within its grace a signed token is believed while the server is down, a dead one never", async () => {
  const server = await startTestServer({ games: [GAME], config: CONFIG });
  const { post, select } = await setUp(server);
  let laterMs = 0;
  const { until, ...verifier } = watchedVerifier(server, { graceMs: 60_000, now: () => Date.now() + laterMs });
  const [token, dead] = [await select(), await select()];
  await until(verifier.isOffline);
  await post("/auth/revoke", { token: dead });
  await until(async () => !(await verifier.verify(dead)).valid);
  expect((await verifier.verify(token)).valid).toBe(true);

  await server.close();
  laterMs = 30_000;
  expect(verifier.isOffline()).toBe(false);
  expect((await verifier.verify(token)).valid).toBe(true);
  expect(await verifier.verify(dead)).toEqual({ valid: false, reason: "revoked" });
  laterMs = 90_000;
  await expect(verifier.verify(token)).rejects.toThrow("Could not ask Gatehouse");
  verifier.stop();
});

Deno.test("a refusal is no outage: a wrong server key lets nobody in, grace or not", async () => {
  await using server = await startTestServer({
    games: [GAME],
    config: { auth: { ...CONFIG.auth, revalidateRequiresServerKey: true } },
  });
  const { select } = await setUp(server);
  const silent = (url: string | URL | Request, init?: RequestInit) =>
    String(url).endsWith("/revocations") ? Promise.reject(new Error("cut")) : fetch(url, init);
  const verifier = verifierOf(server, { fetch: silent, graceMs: Infinity, serverKey: "wrong" });
  await expect(verifier.verify(await select())).rejects.toThrow("status 401");
  verifier.stop();
});

Deno.test("a claim that is missing is a refusal", () => {
  const whole = { iss: "gatehouse", aud: ["arena", "s"], sub: "account_1", chr: "char_1", sid: "x", iat: 1, exp: 100 };
  const expected = { issuer: "gatehouse", gameId: "arena", serverId: "s", nowMs: 50_000 };
  type Claims = Parameters<typeof refuseClaims>[0];
  const refuse = (claims: Record<string, unknown>) => refuseClaims(claims as unknown as Claims, expected);

  expect(refuse(whole)).toBeNull();
  for (const name of ["sub", "chr", "sid", "iat", "exp"]) {
    expect(refuse({ ...whole, [name]: undefined })).toBe("malformed");
  }
  expect(refuse({ ...whole, aud: "arena" })).toBe("wrong_audience");
  expect(refuse({ ...whole, aud: ["s", "arena"] })).toBe("wrong_audience");
  expect(refuse({ ...whole, exp: 50 })).toBe("expired");
  expect(refuse({ ...whole, iat: 111 })).toBe("expired");
  expect(parseToken("x".repeat(5_000))).toBeNull();
});

for (const [runtime, command] of [["deno", ["deno", "run", "--allow-net"]], ["node", ["node"]]] as const) {
  Deno.test({
    name: `the command line answers on ${runtime}`,
    ignore: !await isInstalled(command[0]),
    fn: () =>
      withGatehouse(async ({ server, post, select }) => {
        const token = await select();
        const run = async () => {
          const path = new URL("main.mjs", import.meta.url).pathname;
          const args = [...command.slice(1), path, server.url, "arena", "server_001", token];
          const { code, stdout } = await new Deno.Command(command[0], { args, stderr: "null" }).output();
          return { code, ...JSON.parse(new TextDecoder().decode(stdout)) };
        };
        expect(await run()).toMatchObject({ code: 0, valid: true });
        await post("/auth/revoke", { token });
        expect(await run()).toMatchObject({ code: 1, valid: false, reason: "revoked" });
      }),
  });
}

async function isInstalled(command: string): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args: ["--version"], stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}
