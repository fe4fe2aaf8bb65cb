/** The test client itself, held against the vectors: a client that is wrong proves nothing. */
import { expect } from "expect";
import slime from "../../vectors/slime.json" with { type: "json" };
import answers from "../../vectors/slime_answers.json" with { type: "json" };
import { readAccountData } from "./account_data.ts";
import { loginFrame, registerFrame } from "./client.ts";
import { rc4 } from "./rc4.ts";
import { frame, LOGIN, LOGOUT, openFrame, PING, REGISTER, SERVER_CLOSE } from "./wire.ts";

const credentials = { username: "testuser", password: "password123", mac: "00-11-22-33-44-55" };

Deno.test("RC4 as in the vector", () => {
  expect(rc4(slime.rc4.key, Uint8Array.fromHex(slime.rc4.plain)).toHex()).toBe(slime.rc4.cipher);
});

Deno.test("what the client sends is as in the vectors", () => {
  expect(loginFrame(credentials).toHex()).toBe(slime.login.frame);
  expect(registerFrame(credentials).toHex()).toBe(slime.register_without_version.frame);
  expect(registerFrame({ ...credentials, version: "0.106" }).toHex()).toBe(slime.register_with_version.frame);
  expect(frame(PING).toHex()).toBe(slime.ping.frame);
  expect(frame(LOGOUT).toHex()).toBe(answers.client_logout.frame);
});

Deno.test("what the server sends is read as in the vectors", () => {
  const open = (hex: string) => openFrame(Uint8Array.fromHex(hex))!.message;
  expect(open(answers.server_ping.frame)).toEqual({ id: PING, body: new Uint8Array() });
  expect(open(answers.server_close.frame)).toEqual({ id: SERVER_CLOSE, body: new Uint8Array() });
  for (const [loginCase, hex] of Object.entries(answers.login_cases)) {
    expect(open(hex)).toEqual({ id: LOGIN, body: Uint8Array.of(Number(loginCase)) });
  }
  for (const [result, hex] of Object.entries(answers.register_results)) {
    expect(open(hex)).toEqual({ id: REGISTER, body: Uint8Array.of(Number(result)) });
  }
});

Deno.test("the account data is read as in the vector", () => {
  const { fields, frame: hex } = answers.login_success;
  const { id, body } = openFrame(Uint8Array.fromHex(hex))!.message;
  expect([id, body[0]]).toEqual([LOGIN, 1]);
  expect(readAccountData(body.subarray(1))).toEqual({
    playerId: fields.player_id,
    serverTime: fields.server_time,
    motd: fields.motd,
    day: fields.day,
    hour: fields.hour,
    minute: fields.minute,
    username: fields.username,
    spawn: [fields.spawn_x, fields.spawn_y, fields.spawn_room],
    body: fields.body,
    worn: [fields.accessory_1, fields.accessory_2],
    points: fields.points,
    signature: fields.signature,
    questId: fields.quest_id,
    questStep: fields.quest_step,
    treesPlanted: fields.trees_planted,
    objectsBuilt: fields.objects_built,
    emotes: fields.emotes,
    outfits: fields.outfits,
    accessories: fields.accessories,
    items: fields.items,
    tools: fields.tools,
  });
});
