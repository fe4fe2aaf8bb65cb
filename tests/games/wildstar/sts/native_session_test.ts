import { expect } from "expect";
import { AppError, ProtocolError } from "../../../../lib/platform/errors.ts";
import { SRP6_PRIME } from "../../../../lib/games/wildstar/crypto/srp6_steps.ts";
import { minimalBytes } from "../../../../lib/games/wildstar/crypto/srp6_hash.ts";
import { encodeRequest, type StsRequest } from "../../../../lib/games/wildstar/sts/protocol/requests.ts";
import srp6 from "../../../vectors/srp6.json" with { type: "json" };
import transcript from "../../../vectors/sts_transcript.json" with { type: "json" };
import { createFakeCore, type FakeCore } from "../fake_core.ts";
import { createFakeLine, receiveByteByByte } from "../fake_line.ts";
import { answerChallenge, createNativeSession, NativeClient } from "./native_client.ts";

const EMAIL = "player@example.com";
const PASSWORD = "correct horse";
const LOGIN = { email: EMAIL, password: PASSWORD };
const ascii = (text: string) => new TextEncoder().encode(text);
const bytes = (hex: string) => Uint8Array.fromHex(hex);
const { given } = transcript;
/** 16 bytes that no answer shows, made between b and the token. */
const LOGIN_MARK = "4d".repeat(16);

async function createCore(): Promise<FakeCore> {
  const core = createFakeCore();
  await core.addAccount({ id: 42, username: "player", ...LOGIN });
  return core;
}

async function createClient(existing?: FakeCore) {
  const core = existing ?? await createCore();
  const line = createFakeLine();
  const session = createNativeSession(core, line);
  return { core, line, session, client: new NativeClient(session, line) };
}

async function createConnected(existing?: FakeCore) {
  const parts = await createClient(existing);
  expect(await parts.client.ask({ type: "connect" })).toBe("");
  return parts;
}

const gameTokensOf = ({ state }: FakeCore) => [...state.live.values()].filter(({ kind }) => kind === "wildstar-game");

/** A session with the transcript's randomness. */
async function createTranscriptSession() {
  const core = createFakeCore();
  await core.addAccount({ id: 42, username: given.username, ...LOGIN, salt: given.salt });
  core.random.give(given.b + LOGIN_MARK + given.game_token_bytes);
  const line = createFakeLine();
  return { core, line, session: createNativeSession(core, line) };
}

const clientBytes = transcript.exchange.filter(({ from }) => from === "client").map((entry) => bytes(entry.bytes));
const serverBytes = transcript.exchange.filter(({ from }) => from === "server").map((entry) => entry.bytes).join("");

Deno.test("the transcript is answered byte for byte", async () => {
  const { core, line, session } = await createTranscriptSession();
  for (const [index, entry] of transcript.exchange.entries()) {
    if (entry.from !== "client") continue;
    await session.receive(bytes(entry.bytes));
    const next = transcript.exchange[index + 1];
    expect(line.takeSent().toHex()).toBe(next?.from === "server" ? next.bytes : "");
  }
  expect(core.state.attempts).toEqual([{ accountId: 42, proven: true, door: "wildstar_sts" }]);
  expect(line.closedFor).toBe(null);
});

Deno.test("byte by byte, the transcript is answered the same", async () => {
  const { line, session } = await createTranscriptSession();
  for (const request of clientBytes) await receiveByteByByte(session, request);
  expect(line.takeSent().toHex()).toBe(serverBytes);
});

Deno.test("in one segment, across the start of RC4, the transcript is answered the same", async () => {
  const { line, session } = await createTranscriptSession();
  await session.receive(Uint8Array.from(clientBytes.flatMap((request) => [...request])));
  expect(line.takeSent().toHex()).toBe(serverBytes);
});

Deno.test("a line is greeted by its first request and authenticated by its proof", async () => {
  const { client, line } = await createClient();
  await client.askRaw(ascii("POST /Sts/Ping STS/1.0\r\n"));
  expect(line.isGreeted).toBe(false);
  await client.askRaw(ascii("\r\n"));
  expect(line.isGreeted).toBe(true);
  await client.ask({ type: "connect" });
  expect(line.isAuthenticated).toBe(false);
  expect(await client.logIn(LOGIN)).toBe(true);
  expect(line.isAuthenticated).toBe(true);
});

// The matrix: every request in every state, and what comes of it.

type Outcome = "silence" | "200" | "400";
const STATES = ["opened", "connected", "challenged", "proven", "failed"] as const;

/** The rows are requests, the columns states, in the order above. */
const MATRIX: Record<StsRequest["type"], readonly Outcome[]> = {
  connect: ["silence", "400", "400", "400", "400"],
  loginStart: ["400", "200", "400", "200", "200"],
  keyData: ["400", "400", "200", "400", "400"],
  loginFinish: ["400", "400", "400", "200", "400"],
  requestGameToken: ["400", "400", "400", "200", "400"],
  listMyAccounts: ["400", "400", "400", "200", "400"],
  pageVerifiedIps: ["400", "400", "400", "200", "400"],
  ping: ["silence", "silence", "silence", "silence", "silence"],
};

async function createIn(state: typeof STATES[number]) {
  const parts = await createClient();
  const { client } = parts;
  let challenge: Awaited<ReturnType<typeof client.challenge>> = {
    salt: new Uint8Array(16),
    publicKey: Uint8Array.of(2),
  };
  if (state !== "opened") await client.ask({ type: "connect" });
  if (state === "challenged") challenge = await client.challenge(EMAIL);
  if (state === "proven") expect(await client.logIn(LOGIN)).toBe(true);
  if (state === "failed") expect(await client.logIn({ ...LOGIN, password: "wrong" })).toBe(false);
  const { publicKey, answer } = answerChallenge(LOGIN, challenge!);
  const requestOf = (type: StsRequest["type"]): StsRequest => {
    if (type === "loginStart") return { type, loginName: EMAIL };
    if (type === "keyData") return { type, clientPublicKey: publicKey, clientProof: answer.proof };
    return { type };
  };
  return { ...parts, requestOf };
}

for (const [type, outcomes] of Object.entries(MATRIX) as [StsRequest["type"], readonly Outcome[]][]) {
  for (const [column, state] of STATES.entries()) {
    Deno.test(`${type} on a line that is ${state}: ${outcomes[column]}`, async () => {
      const { core, client, requestOf, line } = await createIn(state);
      const reply = await client.ask(requestOf(type));
      expect(reply === "" ? "silence" : reply.split(" ")[1]).toBe(outcomes[column]);
      if (outcomes[column] === "400") expect(reply).toContain('<Error code="3002" ');
      expect(gameTokensOf(core).length).toBe(type === "requestGameToken" && state === "proven" ? 1 : 0);
      expect(line.closedFor).toBe(null);
    });
  }
}

Deno.test("no sequence of three requests gets a token without a proven password", async () => {
  const { requestOf } = await createIn("challenged");
  const types = Object.keys(MATRIX) as StsRequest["type"][];
  // The proof is of another challenge, so on these lines it is wrong.
  const sequences = types.flatMap((a) => types.flatMap((b) => types.map((c) => [a, b, c])));
  for (const sequence of sequences) {
    const { core, client } = await createClient();
    for (const type of sequence) expect(await client.ask(requestOf(type))).not.toContain("<Token>");
    expect(await client.ask({ type: "requestGameToken" })).not.toContain("<Token>");
    expect(gameTokensOf(core).length).toBe(0);
  }
});

Deno.test("a request out of order changes nothing: the login goes on behind it", async () => {
  const { client } = await createConnected();
  const challenge = await client.challenge(EMAIL);
  expect(await client.ask({ type: "requestGameToken" })).toContain("400  Bad Request");
  expect(await client.challenge(EMAIL)).toBe(null);
  const { publicKey, answer } = answerChallenge(LOGIN, challenge!);
  const reply = await client.ask({ type: "keyData", clientPublicKey: publicKey, clientProof: answer.proof });
  expect(reply).toContain("200  OK");
});

Deno.test("an unknown path is not found, in any state", async () => {
  for (const state of STATES) {
    const { client } = await createIn(state);
    const reply = await client.askRaw(ascii("POST /Auth/Nonsense STS/1.0\r\nl:3\r\ns:77\r\n\r\nabc"));
    expect(reply).toBe("STS/1.0 404  Not Found\r\nl:0\r\ns:77R\r\n\r\n");
  }
});

// Logging in again on the same line.

Deno.test("after a failure the same line may try again", async () => {
  const { client, core } = await createConnected();
  expect(await client.logIn({ ...LOGIN, password: "wrong" })).toBe(false);
  expect(await client.logIn({ ...LOGIN, email: "nobody@example.com" })).toBe(false);
  expect(await client.logIn(LOGIN)).toBe(true);
  expect(core.state.attempts.map(({ accountId, proven }) => [accountId, proven])).toEqual([
    [42, false],
    [null, false],
    [42, true],
  ]);
});

Deno.test("a second login goes out under the old cipher, and the new key holds behind it", async () => {
  const { client, core } = await createConnected();
  await core.addAccount({ id: 43, username: "other", email: "other@example.com", password: "another horse" });
  expect(await client.logIn(LOGIN)).toBe(true);
  expect(await client.logIn({ email: "other@example.com", password: "another horse" })).toBe(true);
  expect(await client.ask({ type: "listMyAccounts" })).toContain("<Alias>other</Alias>");
  const token = await client.gameToken();
  expect(core.state.live.get(token!.toHex())?.accountId).toBe(43);
});

Deno.test("LoginStart gives up the proof of the login before", async () => {
  const { client } = await createConnected();
  expect(await client.logIn(LOGIN)).toBe(true);
  await client.challenge("other@example.com");
  expect(await client.gameToken()).toBe(null);
});

Deno.test("a LoginStart that the server cannot answer gives up the proof as well", async () => {
  const { client, core } = await createConnected();
  expect(await client.logIn(LOGIN)).toBe(true);
  core.state.failure = new AppError("unavailable", "gone");
  expect(await client.challenge(EMAIL)).toBe(null);
  core.state.failure = null;
  expect(await client.gameToken()).toBe(null);
});

Deno.test("a second login that fails leaves the old cipher running, and nobody logged in", async () => {
  const { client } = await createConnected();
  expect(await client.logIn(LOGIN)).toBe(true);
  expect(await client.logIn({ ...LOGIN, password: "wrong" })).toBe(false);
  expect(await client.gameToken()).toBe(null);
  expect(await client.logIn(LOGIN)).toBe(true);
  expect(await client.gameToken()).not.toBe(null);
});

// Names and proofs.

Deno.test("the e-mail may be typed in any case, hashed as typed or in lower case", async () => {
  for (const typedIdentity of ["Player@Example.COM", EMAIL]) {
    const { client } = await createConnected();
    expect(await client.logIn({ ...LOGIN, email: "Player@Example.COM", typedIdentity })).toBe(true);
  }
  const { client } = await createConnected();
  expect(await client.logIn({ ...LOGIN, typedIdentity: "PLAYER@EXAMPLE.COM" })).toBe(false);
});

Deno.test("a proof without its high zero bytes is taken", async () => {
  const vector = srp6.cases.find(({ M1 }) => M1.endsWith("00"))!;
  const core = createFakeCore();
  await core.addAccount({ id: 1, username: "hunter", email: vector.identity, ...vector });
  core.random.give(vector.b);
  const { client } = await createConnected(core);
  await client.challenge(vector.identity);
  const reply = await client.ask({
    type: "keyData",
    clientPublicKey: bytes(vector.A),
    clientProof: bytes(vector.M1.slice(0, -2)),
  });
  expect(reply).toContain("200  OK");
});

Deno.test("A of 0 and of N are refused, and count as an attempt", async () => {
  for (const clientPublicKey of [Uint8Array.of(0), minimalBytes(SRP6_PRIME)]) {
    const { client, core } = await createConnected();
    await client.challenge(EMAIL);
    const reply = await client.ask({ type: "keyData", clientPublicKey, clientProof: new Uint8Array(32) });
    expect(reply).toContain('code="3002"');
    expect(core.state.attempts).toEqual([{ accountId: 42, proven: false, door: "wildstar_sts" }]);
  }
});

Deno.test("a challenge is good for one proof", async () => {
  const { client } = await createConnected();
  const challenge = await client.challenge(EMAIL);
  const { publicKey: clientPublicKey, answer } = answerChallenge(LOGIN, challenge!);
  const wrong = await client.ask({ type: "keyData", clientPublicKey, clientProof: new Uint8Array(32) });
  expect(wrong).toContain("400  Bad Request");
  const late = await client.ask({ type: "keyData", clientPublicKey, clientProof: answer.proof });
  expect(late).toContain("400  Bad Request");
});

Deno.test("an unknown name has one salt, whatever its case, and goes through the same calls", async () => {
  const known = await createConnected();
  await known.client.logIn({ ...LOGIN, password: "wrong" });
  const unknown = await createConnected();
  const challenge = await unknown.client.challenge("Nobody@example.com");
  await unknown.client.ask({ type: "keyData", clientPublicKey: Uint8Array.of(5), clientProof: Uint8Array.of(5) });
  expect(unknown.core.state.calls).toEqual(known.core.state.calls);
  const again = await createConnected();
  expect((await again.client.challenge("nobody@EXAMPLE.com"))!.salt.toHex()).toBe(challenge!.salt.toHex());
  expect(await again.client.ask({ type: "ping" })).toBe("");
});

Deno.test("an account without an SRP6 secret is refused as a wrong password, and the log says why", async () => {
  const core = createFakeCore();
  await core.addAccount({ id: 7, username: "old", email: EMAIL });
  const { client, line } = await createConnected(core);
  expect(await client.logIn(LOGIN)).toBe(false);
  expect(core.state.attempts).toEqual([{ accountId: 7, proven: false, door: "wildstar_sts" }]);
  const warning = line.records.find(({ level }) => level === "warn");
  expect(warning?.message).toContain("no SRP6 secret");
  expect(warning?.data).toEqual({ accountId: 7 });
});

Deno.test("a password that changes between challenge and proof is not proven by the old one", async () => {
  const { client, core } = await createConnected();
  const challenge = await client.challenge(EMAIL);
  await core.addAccount({ id: 42, username: "player", email: EMAIL, password: "new password" });
  const { publicKey, answer } = answerChallenge(LOGIN, challenge!);
  const reply = await client.ask({ type: "keyData", clientPublicKey: publicKey, clientProof: answer.proof });
  expect(reply).toContain('code="3002"');
});

Deno.test("a password that changes after the proof ends the line's right to a token", async () => {
  const { client, core } = await createConnected();
  expect(await client.logIn(LOGIN)).toBe(true);
  await core.addAccount({ id: 42, username: "player", email: EMAIL, password: "new password" });
  expect(await client.gameToken()).toBe(null);
});

Deno.test("a login that is ended by its account's end has no right to a token, and may begin anew", async () => {
  const { client, core } = await createConnected();
  expect(await client.logIn(LOGIN)).toBe(true);
  core.state.live.clear();
  expect(await client.gameToken()).toBe(null);
  expect(await client.logIn(LOGIN)).toBe(true);
  expect(await client.gameToken()).not.toBe(null);
});

Deno.test("a login's mark is neither a game token nor a session key, and lasts for a day", async () => {
  const { client, core } = await createConnected();
  expect(await client.logIn(LOGIN)).toBe(true);
  expect([...core.state.live.values()]).toEqual([
    { kind: "wildstar-login", accountId: 42, address: null, untilMs: core.clock.now().getTime() + 24 * 3_600_000 },
  ]);
});

// Rules of the core.

Deno.test("a banned address, too many attempts and a lost database are all 3002", async () => {
  const expectRefused = async (turn: (core: FakeCore) => void) => {
    const { client, core, line } = await createConnected();
    turn(core);
    expect(await client.logIn(LOGIN)).toBe(false);
    expect(core.state.attempts).toEqual([]);
    expect(line.closedFor).toBe(null);
  };
  await expectRefused(({ state }) => state.addressBanned = true);
  await expectRefused(({ state }) => state.attemptsLeft = 0);
  await expectRefused(({ state }) => state.failure = new AppError("unavailable", "gone"));
  await expectRefused(({ state }) => state.failure = new Error("something else"));
});

Deno.test("a banned address gets no challenge", async () => {
  const { client, core } = await createConnected();
  core.state.addressBanned = true;
  expect(await client.challenge(EMAIL)).toBe(null);
  core.state.addressBanned = false;
  expect(await client.logIn(LOGIN)).toBe(true);
});

Deno.test("a database that is lost at the token is a refusal", async () => {
  const { client, core } = await createConnected();
  expect(await client.logIn(LOGIN)).toBe(true);
  core.state.failure = new AppError("unavailable", "gone");
  expect(await client.gameToken()).toBe(null);
});

Deno.test("one attempt is counted at LoginStart, for the pair, and above the limit no challenge is computed", async () => {
  const { client, core } = await createConnected();
  core.state.attemptsLeft = 1;
  await client.challenge(EMAIL);
  expect(core.state.attemptsLeft).toBe(0);
  await client.ask({ type: "keyData", clientPublicKey: Uint8Array.of(5), clientProof: Uint8Array.of(5) });
  expect(core.state.attemptsLeft).toBe(0);
  const before = core.state.calls.length;
  expect(await client.challenge(EMAIL)).toBeNull();
  expect(core.state.calls.slice(before)).toEqual(["attemptStarted"]);
});

Deno.test("a banned account is proven as usual: Auth tells it why", async () => {
  const { client, core } = await createConnected();
  core.state.suspendedUntil.set(42, null);
  expect(await client.logIn(LOGIN)).toBe(true);
  expect(await client.gameToken()).not.toBe(null);
});

Deno.test("a token lasts for 5 minutes and is bound to the account and the address", async () => {
  const { client, core } = await createConnected();
  expect(await client.logIn(LOGIN)).toBe(true);
  const token = await client.gameToken();
  expect(core.state.live.get(token!.toHex())).toEqual({
    kind: "wildstar-game",
    accountId: 42,
    address: "203.0.113.7",
    untilMs: core.clock.now().getTime() + 300_000,
  });
});

Deno.test("a line gets so many tokens and no more", async () => {
  const { client, core } = await createConnected();
  expect(await client.logIn(LOGIN)).toBe(true);
  for (let i = 0; i < 40; i++) await client.gameToken();
  expect(gameTokensOf(core).length).toBe(32);
});

// What cannot be read.

for (
  const body of [
    "<Request><LoginName>a@b.c</Request>",
    "<Request></Request>",
    "<!DOCTYPE r><Request><LoginName>a@b.c</LoginName></Request>",
    "",
  ]
) {
  Deno.test(`a LoginStart with the body '${body}' is refused, and the line goes on`, async () => {
    const { client, line } = await createConnected();
    const reply = await client.askRaw(ascii(`POST /Auth/LoginStart STS/1.0\r\nl:${body.length}\r\ns:9\r\n\r\n${body}`));
    expect(reply).toContain('code="3002"');
    expect(reply).toContain("s:9R");
    expect(line.closedFor).toBe(null);
    expect(await client.logIn(LOGIN)).toBe(true);
  });
}

Deno.test("a KeyData that cannot be read uses up the challenge, and LoginStart is in order again", async () => {
  const { client, core } = await createConnected();
  await client.challenge(EMAIL);
  const reply = await client.askRaw(ascii("POST /Auth/KeyData STS/1.0\r\nl:3\r\ns:3\r\n\r\nabc"));
  expect(reply).toContain('code="3002"');
  expect(core.state.attempts).toEqual([]);
  expect(await client.logIn(LOGIN)).toBe(true);
});

Deno.test("a first line of another shape is refused", async () => {
  const { client } = await createClient();
  expect(await client.askRaw(ascii("POST nonsense\r\ns:4\r\n\r\n"))).toContain("STS/1.0 400  Bad Request");
});

Deno.test("a head or a body that is too long ends the line", async () => {
  const long = await createClient();
  await expect(long.session.receive(ascii(`POST /${"a".repeat(2048)}`))).rejects.toThrow(ProtocolError);
  const wide = await createClient();
  await expect(wide.session.receive(ascii("POST /Sts/Connect STS/1.0\r\nl:8193\r\n\r\n"))).rejects.toThrow(
    ProtocolError,
  );
});

Deno.test("a line that is closed while a request is under way gets nothing more", async () => {
  const { client, core, session, line } = await createConnected();
  expect(await client.logIn(LOGIN)).toBe(true);
  session.closed();
  await session.receive(encodeRequest({ type: "requestGameToken" }, 9));
  expect(gameTokensOf(core).length).toBe(0);
  expect(line.takeSent().length).toBe(0);
});

Deno.test("a line that is closed while its password is checked ends quietly", async () => {
  const { client, core, session, line } = await createConnected();
  const challenge = (await client.challenge(EMAIL))!;
  const { publicKey, answer } = answerChallenge(LOGIN, challenge);
  const gate = Promise.withResolvers<void>();
  core.state.gate = gate.promise;
  const request = { type: "keyData", clientPublicKey: publicKey, clientProof: answer.proof } as const;
  const received = session.receive(encodeRequest(request, 3));
  session.closed();
  gate.resolve();
  await received;
  expect(core.state.attempts).toEqual([{ accountId: 42, proven: true, door: "wildstar_sts" }]);
  expect(line.takeSent().length).toBe(0);
});

Deno.test("no key, proof, token or password reaches the log", async () => {
  const { client, core, line } = await createConnected();
  await client.logIn({ ...LOGIN, password: "wrong password" });
  await client.askRaw(ascii("POST /Auth/KeyData STS/1.0\r\nl:27\r\n\r\n<Request>c2VjcmV0</Request>"));
  const challenge = (await client.challenge(EMAIL))!;
  const { publicKey, answer } = answerChallenge(LOGIN, challenge);
  await client.ask({ type: "keyData", clientPublicKey: publicKey, clientProof: answer.proof });
  client.startCiphers(answer.sessionKey);
  const token = (await client.gameToken())!;
  core.state.failure = new AppError("unavailable", "gone");
  await client.gameToken();
  const log = JSON.stringify(line.records);
  expect(line.records.length).toBe(2);
  for (const secret of [answer.sessionKey, answer.proof, answer.serverProof, publicKey, token, challenge.publicKey]) {
    expect(log).not.toContain(secret.toHex());
    expect(log).not.toContain(secret.toBase64());
  }
  for (const secret of [PASSWORD, "wrong password", "c2VjcmV0", core.state.secrets.get(42)!.toHex()]) {
    expect(log).not.toContain(secret);
  }
});
