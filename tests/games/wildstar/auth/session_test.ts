import { expect } from "expect";
import { FrameBuffer } from "../../../../lib/platform/bytes/frame_buffer.ts";
import { AppError, ProtocolError } from "../../../../lib/platform/errors.ts";
import { createAdmission } from "../../../../lib/games/wildstar/auth/admission.ts";
import {
  type ClientHelloAuth,
  type ClientHelloEnvelope,
  encodeClientHello,
} from "../../../../lib/games/wildstar/auth/protocol/client_hello.ts";
import type { FormName } from "../../../../lib/games/wildstar/auth/protocol/form.ts";
import {
  decodeServerMessage,
  type ServerMessage,
} from "../../../../lib/games/wildstar/auth/protocol/server_messages.ts";
import { AuthSession } from "../../../../lib/games/wildstar/auth/session.ts";
import { createGameTokens } from "../../../../lib/games/wildstar/game_tokens.ts";
import { WILDSTAR_FRAMING } from "../../../../lib/games/wildstar/protocol/frame.ts";
import vectors from "../../../vectors/wildstar_auth.json" with { type: "json" };
import { createFakeCore, createServer, type FakeCore } from "../fake_core.ts";
import { createFakeLine, receiveByteByByte } from "../fake_line.ts";

const EMAIL = "player@example.com";
const ADDRESS = "203.0.113.7";
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const bytes = (hex: string) => Uint8Array.fromHex(hex);

/** A core with one account and one server. */
async function createCore(): Promise<FakeCore> {
  const core = createFakeCore();
  await core.addAccount({ id: 42, username: "player", email: EMAIL });
  core.state.online.push(createServer({}));
  return core;
}

const tokensOf = (core: FakeCore, areBoundToAddress = true) => createGameTokens({ ...core, areBoundToAddress });
const issueToken = (core: FakeCore, accountId = 42) => tokensOf(core).issue(accountId, ADDRESS);

function open(core: FakeCore, options: { address?: string; realmMessages?: string[] } = {}) {
  const line = createFakeLine(options.address ?? ADDRESS);
  const gameTokens = tokensOf(core);
  const session = new AuthSession({
    line,
    clock: core.clock,
    admit: createAdmission({ ...core, gameTokens }),
    realmMessages: (options.realmMessages ?? []).map((text, index) => ({ index: index + 1, texts: [text] })),
  });
  session.opened();
  expect(line.takeSent().toHex()).toBe(vectors.server_hello.frame);
  return { session, line };
}

const HELLO: ClientHelloAuth = {
  build: 16042,
  constant: 0x1588n,
  email: EMAIL,
  unnamed: new Uint8Array(16).fill(9),
  gameToken: new Uint8Array(16).fill(8),
  address: 0,
  language: 1,
  gameMode: 0,
  unused: 0,
  hardware: null,
};
const HARDWARE = {
  processorTexts: ["", "", ""],
  processor: [0, 0, 0, 0, 0],
  memory: 0,
  graphicsText: "",
  graphics: [0, 0, 0, 0, 0],
  system: [0, 0, 0, 0],
  dataCentre: 0,
};

function encodeHello(hello: Partial<ClientHelloAuth>, form: FormName = "documented", envelope?: ClientHelloEnvelope) {
  return encodeClientHello({ ...HELLO, ...hello, hardware: form === "packed" ? HARDWARE : null }, form, envelope);
}

function takeFrames(line: ReturnType<typeof createFakeLine>): Uint8Array[] {
  const buffer = new FrameBuffer(WILDSTAR_FRAMING);
  buffer.push(line.takeSent());
  const frames = [];
  for (let frame = buffer.next(); frame !== null; frame = buffer.next()) frames.push(frame.payload);
  return frames;
}

/** One line: a hello and what is answered. */
async function ask(core: FakeCore, hello: Partial<ClientHelloAuth>, address = ADDRESS): Promise<ServerMessage[]> {
  const { session, line } = open(core, { address });
  await session.receive(encodeHello(hello));
  return takeFrames(line).map(decodeServerMessage);
}

const denied = (result: number, daysSuspended = 0) => [{ type: "denied", result, errorValue: 0, daysSuspended }];

Deno.test("a token takes a player to the realm: accepted, messages, realm info", async () => {
  const core = await createCore();
  core.state.online[0] = createServer({ id: "r", name: "Über-Realm", type: "pvp", flags: 16, noteTextId: 1234 });
  const { session, line } = open(core, { realmMessages: ["Willkommen", "Zwei"] });
  await session.receive(encodeHello({ gameToken: await issueToken(core) }));
  const [accepted, messages, realm, ...more] = takeFrames(line).map(decodeServerMessage);
  expect(accepted).toEqual({ type: "accepted" });
  expect(messages).toEqual({
    type: "realmMessages",
    messages: [{ index: 1, texts: ["Willkommen"] }, { index: 2, texts: ["Zwei"] }],
  });
  if (realm?.type !== "realmInfo") throw new Error("No realm info");
  const { sessionKey, ...fields } = realm;
  expect(fields).toEqual({
    type: "realmInfo",
    address: "127.0.0.1",
    port: 24000,
    accountId: 42,
    name: "Über-Realm",
    flags: 16,
    realmType: 1,
    noteTextId: 1234,
  });
  expect(more).toEqual([]);
  const untilMs = core.clock.now().getTime() + 5 * MINUTE_MS;
  expect([...core.state.live]).toEqual([
    [sessionKey.toHex(), { kind: "wildstar-session", accountId: 42, address: null, untilMs }],
  ]);
  expect(core.state.attempts).toEqual([{ accountId: 42, proven: true, door: "wildstar_auth" }]);
  expect(core.state.seatsTaken.map(({ accountId, door }) => [accountId, door])).toEqual([[42, "wildstar_auth"]]);
  expect(line.isAuthenticated).toBe(true);
  expect(line.closedFor).toBe(null);
});

Deno.test("without messages in the configuration an empty list is sent", async () => {
  const core = await createCore();
  const [, messages] = await ask(core, { gameToken: await issueToken(core) });
  expect(messages).toEqual({ type: "realmMessages", messages: [] });
});

// The answer goes out in the form that was asked.

for (const envelope of ["encrypted", "packed", "plain"] as const) {
  Deno.test(`a packed hello that comes ${envelope} is answered packed and encrypted`, async () => {
    const core = await createCore();
    const { session, line } = open(core);
    await session.receive(encodeHello({ gameToken: await issueToken(core) }, "packed", envelope));
    const frames = takeFrames(line);
    expect(frames.map((frame) => frame[0]! + frame[1]! * 256)).toEqual([0x76, 0x76, 0x76]);
    expect(frames.map(decodeServerMessage).map(({ type }) => type)).toEqual(["accepted", "realmMessages", "realmInfo"]);
  });

  Deno.test(`a packed hello that comes ${envelope} is denied packed and encrypted`, async () => {
    const { session, line } = open(await createCore());
    await session.receive(encodeHello({}, "packed", envelope));
    const frames = takeFrames(line);
    expect(frames.map((frame) => frame[0]! + frame[1]! * 256)).toEqual([0x76]);
    expect(frames.map(decodeServerMessage)).toEqual(denied(16));
  });
}

Deno.test("a documented hello is answered documented and plain", async () => {
  const core = await createCore();
  const { session, line } = open(core);
  await session.receive(encodeHello({ gameToken: await issueToken(core) }));
  expect(takeFrames(line).map((frame) => frame[0]! + frame[1]! * 256)).toEqual([0x591, 0x593, 0x3db]);
});

Deno.test("the vectors' hellos are taken, byte by byte", async () => {
  for (const vector of [vectors.client_hello_auth_documented, vectors.client_hello_auth_packed]) {
    const core = await createCore();
    core.random.give(vector.game_token);
    await issueToken(core);
    const { session, line } = open(core);
    await receiveByteByByte(session, bytes("frame" in vector ? vector.frame : vector.encrypted_frame));
    expect(takeFrames(line).map(decodeServerMessage).map(({ type }) => type))
      .toEqual(["accepted", "realmMessages", "realmInfo"]);
  }
});

// The checks, in their order.

Deno.test("each check comes before the next: of several reasons the first in the document's order is told", async () => {
  const core = await createCore();
  const { state } = core;
  const token = await issueToken(core);
  state.addressBanned = true;
  state.attemptsLeft = -1;
  state.suspendedUntil.set(42, null);
  state.online.length = 0;
  const hello: Partial<ClientHelloAuth> = { build: 1, email: "nobody@example.com", gameToken: token };
  expect(await ask(core, hello)).toEqual(denied(26));
  state.addressBanned = false;
  expect(await ask(core, hello)).toEqual(denied(0));
  state.attemptsLeft = 100;
  expect(await ask(core, hello)).toEqual(denied(19));
  expect(await ask(core, { ...hello, build: 16042 })).toEqual(denied(16));
  // Who has no token is told nothing of the account.
  expect(await ask(core, {})).toEqual(denied(16));
  expect(await ask(core, { gameToken: token })).toEqual(denied(20));
  state.suspendedUntil.set(42, new Date(core.clock.now().getTime() + 2.5 * DAY_MS));
  expect(await ask(core, { gameToken: token })).toEqual(denied(21, 2.5));
  state.suspendedUntil.clear();
  expect(await ask(core, { gameToken: token })).toEqual(denied(18));
  expect(state.seatsTaken).toEqual([]);
  // None of these denials used the token up.
  state.online.push(createServer({}));
  expect((await ask(core, { gameToken: token })).length).toBe(3);
});

Deno.test("a wrong, used, foreign or old token and a wrong e-mail are all 16, and count as failures", async () => {
  const core = await createCore();
  await core.addAccount({ id: 43, username: "other", email: "other@example.com" });
  const gameToken = await issueToken(core);
  expect(await ask(core, {})).toEqual(denied(16));
  expect(await ask(core, { gameToken, email: "" })).toEqual(denied(16));
  expect(await ask(core, { gameToken, email: "nobody@example.com" })).toEqual(denied(16));
  expect(await ask(core, { gameToken, email: "other@example.com" })).toEqual(denied(16));
  expect(await ask(core, { gameToken }, "198.51.100.1")).toEqual(denied(16));
  expect((await ask(core, { gameToken, email: "PLAYER@Example.com" })).length).toBe(3);
  expect(await ask(core, { gameToken })).toEqual(denied(16));
  const old = await issueToken(core);
  core.clock.advance(5 * MINUTE_MS);
  expect(await ask(core, { gameToken: old })).toEqual(denied(16));
  expect(core.state.attempts.map(({ accountId, proven }) => [accountId, proven])).toEqual([
    [42, false],
    [null, false],
    [null, false],
    [43, false],
    [42, false],
    [42, true],
    [42, false],
    [42, false],
  ]);
});

Deno.test("a token that holds is no attempt, a false one is", async () => {
  const core = await createCore();
  core.state.attemptsLeft = 1;
  for (let logins = 0; logins < 3; logins++) {
    expect((await ask(core, { gameToken: await issueToken(core) })).length).toBe(3);
  }
  expect(core.state.attemptsLeft).toBe(1);
  expect(await ask(core, {})).toEqual(denied(16));
  expect(await ask(core, {})).toEqual(denied(0));
  expect(await ask(core, { gameToken: await issueToken(core) })).toEqual(denied(0));
});

Deno.test("the seat is taken last: nobody is sent away for a login that fails", async () => {
  const core = await createCore();
  const gameToken = await issueToken(core);
  core.seats.take = () => Promise.reject(new AppError("account_banned", "banned in between"));
  expect(await ask(core, { gameToken })).toEqual(denied(20));
  expect(core.state.calls.at(-1)).toBe("issue");
});

Deno.test("a token that is not bound is good from any address", async () => {
  const core = await createCore();
  const gameToken = await tokensOf(core, false).issue(42, ADDRESS);
  expect((await ask(core, { gameToken }, "198.51.100.1")).length).toBe(3);
});

Deno.test("a session key is no game token", async () => {
  const core = await createCore();
  expect(await ask(core, { gameToken: await tokensOf(core).issueSessionKey(42) })).toEqual(denied(16));
});

Deno.test("of two lines with one token at once, one is let in and takes the seat", async () => {
  const core = await createCore();
  const gameToken = await issueToken(core);
  const answers = await Promise.all([ask(core, { gameToken }), ask(core, { gameToken })]);
  expect(answers.map((messages) => messages.length).sort()).toEqual([1, 3]);
  expect(core.state.seatsTaken.length).toBe(1);
});

Deno.test("a newer session key ends the older one", async () => {
  const core = await createCore();
  for (let logins = 0; logins < 2; logins++) await ask(core, { gameToken: await issueToken(core) });
  expect([...core.state.live.values()].map(({ kind }) => kind)).toEqual(["wildstar-session"]);
});

Deno.test("a database that is gone is 2, and so is any other failure", async () => {
  for (const failure of [new AppError("unavailable", "gone"), new Error("something else")]) {
    const core = await createCore();
    const gameToken = await issueToken(core);
    core.state.failure = failure;
    expect(await ask(core, { gameToken })).toEqual(denied(2));
  }
});

Deno.test("an e-mail with a NUL is nobody's and is not looked for", async () => {
  const core = await createCore();
  expect(await ask(core, { email: "player\0@example.com" })).toEqual(denied(16));
  expect(core.state.calls).not.toContain("findByEmail");
});

// The realm.

Deno.test("a player comes back to the realm where the account was last, while it is online", async () => {
  const core = await createCore();
  core.state.online.length = 0;
  core.state.online.push(
    createServer({ id: "a", name: "A", players: 9 }),
    createServer({ id: "b", name: "B", players: 2 }),
  );
  const realmOf = async () => {
    const [, , realm] = await ask(core, { gameToken: await issueToken(core) });
    return realm?.type === "realmInfo" ? realm.name : null;
  };
  expect(await realmOf()).toBe("B");
  core.state.online[1] = createServer({ id: "b", name: "B", players: 100 });
  expect(await realmOf()).toBe("B");
  core.state.online.pop();
  expect(await realmOf()).toBe("A");
  core.state.online.push(createServer({ id: "b", name: "B" }));
  expect(await realmOf()).toBe("A");
});

// The line.

Deno.test("what cannot be read is 0, and the line is closed", async () => {
  const frames = {
    "an unknown opcode": bytes("060000000300"),
    "a hello that ends early": bytes("0a00000092050100 0000".replace(" ", "")),
    "a frame without an opcode": bytes("0400000006"),
    "an envelope that lies": bytes("0a0000004402ff000000"),
  };
  for (const [what, frame] of Object.entries(frames)) {
    const core = await createCore();
    const { session, line } = open(core);
    await session.receive(frame);
    expect([what, ...takeFrames(line).map(decodeServerMessage)]).toEqual([what, ...denied(0)]);
    expect(line.closedFor).toBe("unreadable hello");
    expect(core.state.calls).toEqual([]);
  }
});

Deno.test("a frame over 8192 bytes ends the line, before it is there", async () => {
  const { session } = open(await createCore());
  await expect(session.receive(bytes("01200000"))).rejects.toThrow(ProtocolError);
});

Deno.test("a line is answered once: what comes behind is dropped", async () => {
  const core = await createCore();
  const first = encodeHello({});
  const second = encodeHello({ gameToken: await issueToken(core) });
  const { session, line } = open(core);
  await session.receive(Uint8Array.from([...first, ...second]));
  await session.receive(second);
  expect(takeFrames(line).map(decodeServerMessage)).toEqual(denied(16));
  expect(core.state.seatsTaken).toEqual([]);
});

Deno.test("30 s after its answer a line is closed, accepted or denied", async () => {
  for (const isAccepted of [true, false]) {
    const core = await createCore();
    const { session, line } = open(core);
    await session.receive(encodeHello(isAccepted ? { gameToken: await issueToken(core) } : {}));
    expect(line.isGreeted).toBe(true);
    expect(line.isAuthenticated).toBe(isAccepted);
    core.clock.advance(29_999);
    expect(line.closedFor).toBe(null);
    core.clock.advance(1);
    expect(line.closedFor).toBe("answered");
  }
});

Deno.test("a line that the client left leaves no timer behind", async () => {
  const core = await createCore();
  const { session, line } = open(core);
  await session.receive(encodeHello({}));
  session.closed();
  core.clock.advance(60_000);
  expect(line.closedFor).toBe(null);
});

Deno.test("the seat outlives the line, and its loss closes the line", async () => {
  const core = await createCore();
  const { session, line } = open(core);
  await session.receive(encodeHello({ gameToken: await issueToken(core) }));
  core.state.seatsTaken[0]!.ended("taken_elsewhere");
  expect(line.closedFor).toBe("seat taken_elsewhere");
});

Deno.test("no token and no session key reaches the log", async () => {
  const core = await createCore();
  const gameToken = await issueToken(core);
  const records = [];
  const steps = [
    () => void (core.state.suspendedUntil.set(42, null)),
    () => void (core.state.failure = new AppError("unavailable", "gone")),
    () => void (core.state.failure = null, core.state.suspendedUntil.clear()),
  ];
  for (const step of steps) {
    step();
    const { session, line } = open(core);
    await session.receive(encodeHello({ gameToken }));
    records.push(...line.records);
  }
  const [sessionKey] = [...core.state.live.keys()];
  expect(records.length).toBe(2);
  for (const secret of [gameToken, bytes(sessionKey!)]) {
    expect(JSON.stringify(records)).not.toContain(secret.toHex());
    expect(JSON.stringify(records)).not.toContain(secret.toBase64());
  }
});
