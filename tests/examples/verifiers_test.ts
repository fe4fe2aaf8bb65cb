/** The verifiers in Python, Go and Java against a real server, each where its language and library are to be had. */
import { expect } from "expect";
import { SignJWT } from "jose";
import { systemClock } from "../../lib/platform/clock.ts";
import { startTestServer, type TestServer } from "../support/test_server.ts";
import { LANGUAGES, prepareVerifier, type ReadyVerifier } from "../support/verifiers.ts";

const GAME = { id: "arena", name: "Arena", initialize: () => {} };
const CONFIG = { auth: { characterTokenFormat: "jwt" } };
const DAY_MS = 24 * 60 * 60_000;

// A token lives for a day: this server began two days ago, and then its clock was put right.
let lateMs = 2 * DAY_MS;
const clock = { ...systemClock, now: () => new Date(Date.now() - lateMs) };

for (const language of LANGUAGES) {
  const ready = await prepareVerifier(language).catch((error: Error) => {
    console.log(`The verifier in ${language.name} is not tried: ${error.message}`);
    return null;
  });
  Deno.test({
    name: `the verifier in ${language.name} lets in whom it should, and nobody else`,
    ignore: ready === null,
    fn: () => tryVerifier(ready!),
  });
}

async function tryVerifier({ verify }: ReadyVerifier): Promise<void> {
  lateMs = 2 * DAY_MS;
  await using server = await startTestServer({ games: [GAME], config: CONFIG, clock });
  const player = await enter(server);
  const expired = await player.select();
  lateMs = 0;
  const { session, select, character } = await enter(server, "Morgana");
  const good = await select();
  const ask = (token: string, gameId = "arena", serverId = "server_001") => verify(server.url, gameId, serverId, token);

  expect(await ask(good)).toMatchObject({
    code: 0,
    valid: true,
    claims: { chr: `char_${character}`, name: "Morgana", level: 1 },
  });
  const revoked = await select();
  await post(server, "/auth/revoke", { token: revoked });
  const rotated = await select();
  const { character_token: next } = await post(server, "/auth/rotate", { token: rotated, token_type: "character" });
  expect(await ask(next)).toMatchObject({ valid: true });

  const refusals: Record<string, () => ReturnType<ReadyVerifier["verify"]>> = {
    "expired": () => ask(expired),
    "of another game": () => ask(good, "chess"),
    "of another server": () => ask(good, "arena", "server_002"),
    "for game and server in the wrong order": () => ask(good, "server_001", "arena"),
    "revoked": () => ask(revoked),
    "rotated": () => ask(rotated),
    "a website's session": () => ask(session),
  };
  for (const [name, token] of Object.entries(await forge(good))) refusals[name] = () => ask(token);
  for (const [name, run] of Object.entries(refusals)) {
    expect({ name, ...await run() }).toMatchObject({ name, code: 1, valid: false, reason: expect.any(String) });
  }

  await server.close();
  expect((await ask(good)).code).toBe(2);
}

/** Tokens that Gatehouse did not sign, each with the name of a key of Gatehouse's. */
async function forge(good: string): Promise<Record<string, string>> {
  const [header = "", claims = "", signature = ""] = good.split(".");
  const { kid } = decode(header);
  const encode = (json: object) => new TextEncoder().encode(JSON.stringify(json)).toBase64(BASE64URL);
  const { privateKey } = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]) as CryptoKeyPair;
  const sign = (alg: string, key: CryptoKey | Uint8Array) =>
    new SignJWT(decode(claims)).setProtectedHeader({ alg, typ: "character+jwt", kid }).sign(key);
  return {
    "tampered with": `${header}.${encode({ ...decode(claims), chr: "char_1" })}.${signature}`,
    "of another signature": `${header}.${claims}.${signature.replace(/^./, (first) => first === "A" ? "B" : "A")}`,
    "signed by another key": await sign("EdDSA", privateKey),
    "signed with a shared secret": await sign("HS256", new Uint8Array(32)),
    "not signed": `${encode({ alg: "none", typ: "character+jwt", kid })}.${claims}.`,
    "no token": "a.b.c",
  };
}

const BASE64URL = { alphabet: "base64url", omitPadding: true } as const;

function decode(part: string) {
  return JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(part, BASE64URL)));
}

async function enter(server: TestServer, username = "Merlin") {
  const credentials = { username, password: "correct horse" };
  const { token: session } = await post(server, "/api/auth/register", credentials);
  const { character } = await post(server, "/api/characters", { gameId: "arena", name: username }, session);
  const { login_token } = await post(server, "/auth/authenticate", { authentication_method: "website", credentials });
  const selection = { login_token, character_id: character.id, server_id: "server_001" };
  const select = async (): Promise<string> => (await post(server, "/auth/select-character", selection)).character_token;
  return { session, select, character: character.id };
}

// deno-lint-ignore no-explicit-any
async function post(server: TestServer, path: string, body: object, bearer?: string): Promise<any> {
  const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  const response = await fetch(`${server.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${text}`);
  return text === "" ? null : JSON.parse(text);
}
