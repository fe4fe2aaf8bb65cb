import { expect } from "expect";
import fc from "fast-check";
import { FrameBuffer } from "../../../lib/platform/bytes/frame_buffer.ts";
import { ProtocolError } from "../../../lib/platform/errors.ts";
import type { AccountData } from "../../../lib/games/slime/protocol/account_data.ts";
import { decodeClientMessage, encodeClientMessage } from "../../../lib/games/slime/protocol/client_codec.ts";
import {
  CLIENT_TO_SERVER,
  encodeFrame,
  SERVER_TO_CLIENT,
  SLIME_FRAMING,
} from "../../../lib/games/slime/protocol/frames.ts";
import type { ClientMessage, ServerMessage } from "../../../lib/games/slime/protocol/messages.ts";
import { decodeServerMessage, encodeServerMessage } from "../../../lib/games/slime/protocol/server_codec.ts";
import answers from "../../vectors/slime_answers.json" with { type: "json" };
import vectors from "../../vectors/slime.json" with { type: "json" };

const credentials = { username: "testuser", password: "password123", macAddress: "00-11-22-33-44-55" };

function openFrame(hex: string, cipher: typeof CLIENT_TO_SERVER): Uint8Array {
  const buffer = new FrameBuffer(SLIME_FRAMING, cipher);
  buffer.push(Uint8Array.fromHex(hex));
  return buffer.next()!.payload;
}

/** Id and strings, each with its zero. */
function payload(id: number, ...strings: string[]): Uint8Array {
  return Uint8Array.of(id, 0, ...new TextEncoder().encode(strings.map((text) => text + "\0").join("")));
}

const fromClient: [string, { payload: string; frame: string }, ClientMessage][] = [
  ["login", vectors.login, { type: "login", version: "0.106", ...credentials }],
  ["register with version", vectors.register_with_version, { type: "register", version: "0.106", ...credentials }],
  ["register without version", vectors.register_without_version, { type: "register", version: null, ...credentials }],
  ["ping", vectors.ping, { type: "ping" }],
  ["logout", answers.client_logout, { type: "logout" }],
];

for (const [name, vector, message] of fromClient) {
  Deno.test(`vector: the client's ${name}, both ways`, () => {
    const opened = openFrame(vector.frame, CLIENT_TO_SERVER);
    expect(opened.toHex()).toBe(vector.payload);
    expect(decodeClientMessage(opened)).toEqual(message);
    expect(encodeClientMessage(message).toHex()).toBe(vector.payload);
    expect(encodeFrame(encodeClientMessage(message), CLIENT_TO_SERVER).toHex()).toBe(vector.frame);
  });
}

const fields = answers.login_success.fields;
const account: AccountData = {
  playerId: fields.player_id,
  serverTime: fields.server_time,
  messageOfTheDay: fields.motd,
  day: fields.day,
  hour: fields.hour,
  minute: fields.minute,
  username: fields.username,
  spawnX: fields.spawn_x,
  spawnY: fields.spawn_y,
  spawnRoom: fields.spawn_room,
  body: fields.body,
  accessory1: fields.accessory_1,
  accessory2: fields.accessory_2,
  points: fields.points,
  signature: fields.signature === 1,
  questId: fields.quest_id,
  questStep: fields.quest_step,
  treesPlanted: fields.trees_planted,
  objectsBuilt: fields.objects_built,
  inventory: {
    emotes: fields.emotes,
    outfits: fields.outfits,
    accessories: fields.accessories,
    items: fields.items,
    tools: fields.tools,
  },
};

const { login_cases: loginCases, register_results: registerResults } = answers;
const fromServer: [string, string, ServerMessage][] = [
  ["login success", answers.login_success.frame, { type: "login_result", result: "success", account }],
  ["login case 2", loginCases[2], { type: "login_result", result: "unknown_account" }],
  ["login case 3", loginCases[3], { type: "login_result", result: "wrong_password" }],
  ["login case 5", loginCases[5], { type: "login_result", result: "wrong_version" }],
  ["login case 6", loginCases[6], { type: "login_result", result: "account_banned" }],
  ["login case 7", loginCases[7], { type: "login_result", result: "address_refused" }],
  ["login case 8", loginCases[8], { type: "login_result", result: "mac_banned" }],
  ["register result 1", registerResults[1], { type: "register_result", result: "success" }],
  ["register result 2", registerResults[2], { type: "register_result", result: "exists" }],
  ["register result 3", registerResults[3], { type: "register_result", result: "address_refused" }],
  ["register result 4", registerResults[4], { type: "register_result", result: "mac_banned" }],
  ["ping", answers.server_ping.frame, { type: "ping" }],
  ["server close", answers.server_close.frame, { type: "server_close" }],
  ["failed login", vectors.login_failure_wrong_password.frame, { type: "login_result", result: "wrong_password" }],
  ["register success", vectors.register_success.frame, { type: "register_result", result: "success" }],
];

for (const [name, frame, message] of fromServer) {
  Deno.test(`vector: the server's ${name}, both ways`, () => {
    expect(encodeFrame(encodeServerMessage(message), SERVER_TO_CLIENT).toHex()).toBe(frame);
    expect(decodeServerMessage(openFrame(frame, SERVER_TO_CLIENT))).toEqual(message);
  });
}

Deno.test("vector: the account data, before the cipher", () => {
  const message: ServerMessage = { type: "login_result", result: "success", account };
  expect(encodeServerMessage(message).toHex()).toBe(answers.login_success.payload);
});

Deno.test("vector: a password in Windows-1252", () => {
  const bytes = Uint8Array.of(7, 0, 65, 0, ...Uint8Array.fromHex(answers.windows_1252_password.bytes), 0);
  expect(decodeClientMessage(bytes)).toMatchObject({ password: answers.windows_1252_password.text });
});

Deno.test("a password is brought to NFC", () => {
  expect(decodeClientMessage(payload(7, "anna", "passe\u0301", ""))).toMatchObject({ password: "passé" });
});

Deno.test("a message that is too short for its type or has bytes left over is malformed", () => {
  const malformed = [
    Uint8Array.of(),
    Uint8Array.of(10),
    Uint8Array.of(9, 0, 0),
    Uint8Array.of(6, 0, 0),
    payload(10),
    payload(10, "0.106", "anna", "secret"),
    payload(10, "0.106", "anna", "secret", "mac", ""),
    payload(10, "0.106", "anna", "secret", "mac").subarray(0, -1),
    payload(7, "anna", "secret"),
    payload(7, "anna", "secret", "mac", ""),
    payload(7, "anna", "secret", "mac").subarray(0, -1),
    payload(7, "0.106", "anna", "secret", "mac", ""),
  ];
  for (const bytes of malformed) expect(() => decodeClientMessage(bytes)).toThrow(ProtocolError);
});

Deno.test("every cut of a login is malformed", () => {
  const whole = Uint8Array.fromHex(vectors.login.payload);
  for (let length = 2; length < whole.length; length++) {
    expect(() => decodeClientMessage(whole.subarray(0, length))).toThrow(ProtocolError);
  }
});

Deno.test("a MAC address has up to 64 bytes", () => {
  expect(decodeClientMessage(payload(7, "anna", "secret", "m".repeat(64)))).toMatchObject({ username: "anna" });
  expect(() => decodeClientMessage(payload(7, "anna", "secret", "m".repeat(65)))).toThrow("65 bytes, the most is 64");
});

Deno.test("a message of the game's own half keeps its id and its bytes", () => {
  const message: ClientMessage = { type: "other", id: 0x0102, payload: Uint8Array.of(9, 8) };
  expect(decodeClientMessage(Uint8Array.of(2, 1, 9, 8))).toEqual(message);
  expect([...encodeClientMessage(message)]).toEqual([2, 1, 9, 8]);
});

Deno.test("a result or an id that the protocol does not have is malformed", () => {
  for (const bytes of [[10, 0, 9], [10, 0, 0], [7, 0, 5], [7, 0], [11, 0], [10, 0, 1, 7]]) {
    expect(() => decodeServerMessage(Uint8Array.from(bytes))).toThrow(ProtocolError);
  }
});

Deno.test("account data with a number that does not fit, or a slot too few, is not sent", () => {
  const wrong: Partial<AccountData>[] = [
    { points: 2 ** 32 },
    { body: -1 },
    { questStep: 256 },
    { inventory: { ...account.inventory, tools: [1, 2, 3] } },
  ];
  for (const change of wrong) {
    const message: ServerMessage = { type: "login_result", result: "success", account: { ...account, ...change } };
    expect(() => encodeServerMessage(message)).toThrow(RangeError);
  }
});

Deno.test("property: no bytes make the codec fail otherwise than as malformed", () => {
  const ids = fc.constantFrom([6, 0], [7, 0], [9, 0], [10, 0], [24, 0], [10, 0, 1], []);
  fc.assert(fc.property(ids, fc.uint8Array({ maxLength: 200 }), (id, bytes) => {
    for (const decode of [decodeClientMessage, decodeServerMessage]) {
      try {
        decode(Uint8Array.of(...id, ...bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
      }
    }
  }));
});

Deno.test("property: what the client sends is read back", () => {
  const text = fc.string({ unit: fc.constantFrom(..."abcXYZ019_-: ") });
  const username = fc.string({ unit: fc.constantFrom(..."abcXYZ019_") });
  const sent = fc.record({ username, password: text, macAddress: text });
  fc.assert(fc.property(sent, fc.constantFrom("register", "login"), fc.boolean(), (sent, type, hasVersion) => {
    const message: ClientMessage = type === "login"
      ? { type, version: "0.106", ...sent }
      : { type: "register", version: hasVersion ? "0.106" : null, ...sent };
    expect(decodeClientMessage(encodeClientMessage(message))).toEqual(message);
  }));
});
