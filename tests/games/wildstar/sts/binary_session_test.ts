import { expect } from "expect";
import { FrameBuffer } from "../../../../lib/platform/bytes/frame_buffer.ts";
import { SRP6_PRIME } from "../../../../lib/games/wildstar/crypto/srp6_steps.ts";
import { fixedBytes } from "../../../../lib/games/wildstar/crypto/srp6_hash.ts";
import { AppError, ProtocolError } from "../../../../lib/platform/errors.ts";
import { createGameTokens } from "../../../../lib/games/wildstar/game_tokens.ts";
import { WILDSTAR_FRAMING } from "../../../../lib/games/wildstar/protocol/frame.ts";
import { BinaryStsSession } from "../../../../lib/games/wildstar/sts/binary_session.ts";
import { createOpenLogin } from "../../../../lib/games/wildstar/sts/login.ts";
import {
  type BinaryMessage,
  decodeBinaryMessage,
  encodeBinaryMessage,
  padPublicKey,
} from "../../../../lib/games/wildstar/sts/protocol/binary_messages.ts";
import { createSrp6Client } from "../crypto/srp6_client.ts";
import authVectors from "../../../vectors/wildstar_auth.json" with { type: "json" };
import vectors from "../../../vectors/sts_binary.json" with { type: "json" };
import { createFakeCore, type FakeCore } from "../fake_core.ts";
import { createFakeLine, receiveByteByByte } from "../fake_line.ts";
import { answerChallenge } from "./native_client.ts";

const EMAIL = "player@example.com";
const LOGIN = { email: EMAIL, password: "correct horse" };
const DAY_MS = 86_400_000;
const bytes = (hex: string) => Uint8Array.fromHex(hex);
const { given } = vectors;

function open(core: FakeCore) {
  const line = createFakeLine();
  const session = new BinaryStsSession({
    line,
    accounts: core.accounts,
    clock: core.clock,
    openLogin: createOpenLogin(core),
    gameTokens: createGameTokens({ ...core, areBoundToAddress: true }),
  });
  return { core, line, session };
}

/** A line that has its hello, and a client's way to ask. */
async function createClient() {
  const core = createFakeCore();
  await core.addAccount({ id: 42, username: "player", ...LOGIN });
  const parts = open(core);
  expect(parts.line.takeSent().toHex()).toBe(authVectors.server_hello.frame);

  const takeMessages = (): BinaryMessage[] => {
    const buffer = new FrameBuffer(WILDSTAR_FRAMING);
    buffer.push(parts.line.takeSent());
    const messages = [];
    for (let frame = buffer.next(); frame !== null; frame = buffer.next()) {
      messages.push(decodeBinaryMessage(frame.payload));
    }
    return messages;
  };
  const askRaw = async (frame: Uint8Array): Promise<BinaryMessage | undefined> => {
    await parts.session.receive(frame);
    return takeMessages()[0];
  };
  const ask = (message: Hello): Promise<BinaryMessage | undefined> =>
    askRaw(encodeBinaryMessage({ ...HELLO, ...message }));
  const logIn = async (login = LOGIN, change: Hello = {}): Promise<BinaryMessage | undefined> => {
    const challenge = await ask({ email: login.email });
    if (challenge?.type !== "challenge") return challenge;
    const { answer } = answerChallenge(login, challenge);
    return await ask({ email: login.email, clientProof: answer.proof, ...change });
  };
  return { ...parts, ask, askRaw, logIn };
}

type Hello = Partial<Extract<BinaryMessage, { type: "clientHelloAuth" }>>;

const challengeForKey = { salt: new Uint8Array(16), publicKey: Uint8Array.of(2) };
const HELLO = {
  type: "clientHelloAuth",
  build: 16042,
  email: EMAIL,
  clientPublicKey: padPublicKey(answerChallenge(LOGIN, challengeForKey).publicKey),
  clientProof: new Uint8Array(32),
} as const;
const WRONG_PROOF = new Uint8Array(32).fill(1);
const denied = (result: number, daysSuspended = 0) => ({ type: "denied", result, errorValue: 0, daysSuspended });

async function createVectorSession() {
  const core = createFakeCore();
  await core.addAccount({ id: 42, username: "player", ...LOGIN, salt: given.salt });
  core.random.give(given.b + given.game_token_bytes);
  return open(core);
}

Deno.test("the vectors are answered byte for byte, behind the hello", async () => {
  const { session, line } = await createVectorSession();
  expect(line.takeSent().toHex()).toBe(authVectors.server_hello.frame);
  await session.receive(bytes(vectors.client_asks_challenge));
  expect(line.takeSent().toHex()).toBe(vectors.server_challenge);
  await session.receive(bytes(vectors.client_proof));
  expect(line.takeSent().toHex()).toBe(vectors.server_accepted);
  expect(line.isAuthenticated).toBe(true);
});

Deno.test("byte by byte or all at once, the answers are the same", async () => {
  const expected = authVectors.server_hello.frame + vectors.server_challenge + vectors.server_accepted;
  const requests = bytes(vectors.client_asks_challenge + vectors.client_proof);
  const slow = await createVectorSession();
  await receiveByteByByte(slow.session, requests);
  expect(slow.line.takeSent().toHex()).toBe(expected);
  const fast = await createVectorSession();
  await fast.session.receive(requests);
  expect(fast.line.takeSent().toHex()).toBe(expected);
});

Deno.test("another build is denied with 19, before anything else is looked at", async () => {
  const { ask, core } = await createClient();
  expect(await ask({ build: 16041 })).toEqual(denied(19));
  expect(core.state.calls).toEqual([]);
});

Deno.test("an unknown account gets a challenge and is denied with 16 at the proof", async () => {
  const { logIn, core } = await createClient();
  expect(await logIn({ ...LOGIN, email: "nobody@example.com" })).toEqual(denied(16));
  expect(core.state.attempts).toEqual([{ accountId: null, proven: false, door: "wildstar_sts" }]);
});

Deno.test("a wrong proof is denied with 16, and its challenge is used up", async () => {
  const { logIn, ask, core } = await createClient();
  const challenge = await ask({});
  const { answer } = answerChallenge(LOGIN, challenge as Extract<BinaryMessage, { type: "challenge" }>);
  expect(await ask({ clientProof: WRONG_PROOF })).toEqual(denied(16));
  expect(await ask({ clientProof: answer.proof })).toEqual(denied(16));
  expect(core.state.attempts.length).toBe(1);
  expect((await logIn())?.type).toBe("accepted");
});

Deno.test("a proof without a challenge, or with another name or key than its, is denied with 16", async () => {
  const { ask, core } = await createClient();
  expect(await ask({ clientProof: WRONG_PROOF })).toEqual(denied(16));
  for (const change of [{ email: "Player@example.com" }, { clientPublicKey: new Uint8Array(128).fill(1) }]) {
    const { logIn, core } = await createClient();
    expect(await logIn(LOGIN, change)).toEqual(denied(16));
    expect(core.state.live.size).toBe(0);
  }
  expect(core.state.attempts).toEqual([]);
});

Deno.test("a proof that fits another key than the challenge was asked with is denied with 16, uncounted", async () => {
  const { ask, core } = await createClient();
  const challenge = await ask({});
  if (challenge?.type !== "challenge") throw new Error("No challenge");
  const other = createSrp6Client({ identity: EMAIL, password: LOGIN.password }, new Uint8Array(32).fill(0x77));
  const clientProof = other.answer(challenge).proof;
  expect(await ask({ clientPublicKey: padPublicKey(other.publicKey), clientProof })).toEqual(denied(16));
  expect(core.state.attempts).toEqual([]);
});

Deno.test("a banned address gets no challenge", async () => {
  const { ask, core } = await createClient();
  core.state.addressBanned = true;
  expect(await ask({})).toEqual(denied(26));
});

Deno.test("A of 0 and of N, and an empty e-mail, are denied with 16", async () => {
  for (const clientPublicKey of [new Uint8Array(128), fixedBytes(SRP6_PRIME, 128)]) {
    const { ask } = await createClient();
    expect(await ask({ clientPublicKey })).toEqual(denied(16));
    expect(await ask({ clientPublicKey, clientProof: WRONG_PROOF })).toEqual(denied(16));
  }
  const { ask } = await createClient();
  expect(await ask({ email: "" })).toEqual(denied(16));
});

Deno.test("a ban is 20 and a suspension 21 with its days, both only behind a right proof", async () => {
  const { logIn, core } = await createClient();
  core.state.suspendedUntil.set(42, new Date(core.clock.now().getTime() + 2.5 * DAY_MS));
  expect(await logIn({ ...LOGIN, password: "wrong" })).toEqual(denied(16));
  expect(await logIn()).toEqual(denied(21, 2.5));
  const banned = await createClient();
  banned.core.state.suspendedUntil.set(42, null);
  expect(await banned.logIn()).toEqual(denied(20));
  expect(banned.core.state.live.size).toBe(0);
});

Deno.test("a banned address is 26, too many attempts 0, a lost database 2", async () => {
  const expectDenied = async (turn: (core: FakeCore) => void, result: number) => {
    const { logIn, core } = await createClient();
    turn(core);
    expect(await logIn()).toEqual(denied(result));
  };
  await expectDenied(({ state }) => state.addressBanned = true, 26);
  await expectDenied(({ state }) => state.attemptsLeft = 0, 0);
  await expectDenied(({ state }) => state.failure = new AppError("unavailable", "gone"), 2);
  await expectDenied(({ state }) => state.failure = new Error("something else"), 2);
});

Deno.test("what cannot be read is 0, and the line goes on", async () => {
  const { askRaw, logIn, line } = await createClient();
  expect(await askRaw(bytes("060000000400"))).toEqual(denied(0));
  expect(await askRaw(bytes(vectors.server_denied_16))).toEqual(denied(0));
  expect(line.closedFor).toBe(null);
  expect((await logIn())?.type).toBe("accepted");
});

Deno.test("the third denial ends the line", async () => {
  const { logIn, line, session, core } = await createClient();
  const wrong = { ...LOGIN, password: "wrong" };
  for (let tries = 0; tries < 2; tries++) expect(await logIn(wrong)).toEqual(denied(16));
  expect(line.closedFor).toBe(null);
  expect(await logIn(wrong)).toEqual(denied(16));
  expect(line.closedFor).toBe("denied too often");
  await session.receive(encodeBinaryMessage(HELLO));
  expect(core.state.attempts.length).toBe(3);
});

Deno.test("a fourth challenge on a line is denied", async () => {
  const { ask } = await createClient();
  for (let challenges = 0; challenges < 3; challenges++) expect((await ask({}))?.type).toBe("challenge");
  expect(await ask({})).toEqual(denied(0));
});

Deno.test("a message behind the acceptance is denied and ends the line: one token for each line", async () => {
  const { logIn, ask, line, core } = await createClient();
  expect((await logIn())?.type).toBe("accepted");
  expect(await ask({})).toEqual(denied(0));
  expect(line.closedFor).not.toBe(null);
  expect(core.state.live.size).toBe(1);
});

Deno.test("a line counts as unauthenticated until its proof", async () => {
  const { logIn, line } = await createClient();
  await logIn({ ...LOGIN, password: "wrong" });
  expect([line.isGreeted, line.isAuthenticated]).toEqual([false, false]);
  await logIn();
  expect(line.isAuthenticated).toBe(true);
});

Deno.test("a frame over 8192 bytes ends the line", async () => {
  const { session } = await createClient();
  await expect(session.receive(bytes("01200000"))).rejects.toThrow(ProtocolError);
});

Deno.test("no key, proof, token or password reaches the log", async () => {
  const { logIn, line, core, askRaw } = await createClient();
  await logIn({ ...LOGIN, password: "wrong" });
  await askRaw(bytes("060000000400"));
  const accepted = await logIn();
  const log = JSON.stringify(line.records);
  expect(line.records.length).toBeGreaterThan(0);
  if (accepted?.type !== "accepted") throw new Error("Not accepted");
  const secrets = [HELLO.clientPublicKey, accepted.serverProof, accepted.gameToken, core.state.secrets.get(42)!];
  for (const secret of secrets) {
    expect(log).not.toContain(secret.toHex());
    expect(log).not.toContain(secret.toBase64());
  }
});
