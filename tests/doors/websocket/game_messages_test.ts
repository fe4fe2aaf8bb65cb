import { expect } from "expect";
import { z } from "zod";
import type { User } from "../../../lib/domain/characters/user.ts";
import { AppError } from "../../../lib/platform/errors.ts";
import { CLOSE } from "../../../lib/doors/websocket/close_codes.ts";
import { gameWith, nothing } from "../../modules/setup.ts";
import { type Door, doorTest, playerOn, settle } from "./setup.ts";

const seen: unknown[] = [];
const rooms = new Map<number, User>();

/** Knows four types: one checked, one costly, one slow, one that fails. */
const CHAT = gameWith((context) => {
  context.registerCharacterSelectHook("my_game", ({ user }) => {
    rooms.set(user.account.id, user);
    user.player.said = 0;
    user.send({ type: "welcome" });
  });
  context.registerMessageHandler("say", ({ user, character, message }) => {
    seen.push(message);
    user.player.said++;
    user.send({ type: "said", by: character.name, times: user.player.said });
  }, { schema: z.object({ type: z.string(), text: z.string().max(10) }) });
  context.registerMessageHandler("shout", ({ user }) => user.send({ type: "shouted" }), { cost: 10 });
  context.registerMessageHandler("raw", ({ user, message }) => {
    seen.push(message);
    user.send({ type: "seen" });
  });
  context.registerMessageHandler("fail", ({ message }) => {
    if ((message as { politely?: boolean }).politely) throw new AppError("hook_failed", "Not now");
    throw new Error("a bug of the game");
  });
  // Tells everybody, waits for the word to go on, and answers then.
  context.registerMessageHandler("wait", async ({ user }) => {
    await goOn.promise;
    user.send({ type: "waited" });
  });
  context.registerMessageHandler("tell_all", ({ user }) => {
    rooms.forEach((other) => other.send({ type: "news" }));
    user.send({ type: "told" });
  });
});
const SETUP = { modules: [CHAT, gameWith(nothing, { id: "saga", name: "Saga" })] };
let goOn = Promise.withResolvers<void>();

async function playing(door: Door, username = "ada") {
  const player = await playerOn(door, username);
  await player.client.ask({ type: "selectCharacter", gameId: "my_game", characterId: player.characterId });
  return player;
}

doorTest("a game's own message goes to the game of the selected character", SETUP, async (door) => {
  const { client: { ask }, characterId, id } = await playing(door);
  expect(await ask({ type: "say", text: "hello", id: 3 }))
    .toEqual({ type: "said", by: "Hero_ada", times: 1, id: 3 });
  expect(await ask({ type: "say", text: "hello" })).toEqual({ type: "said", by: "Hero_ada", times: 2 });
  expect(await ask({ type: "say", text: "hello", id: null }))
    .toEqual({ type: "said", by: "Hero_ada", times: 3, id: null });
  const inSaga = await door.addCharacter(id, "Njal", "saga");
  await ask({ type: "selectCharacter", gameId: "saga", characterId: inSaga });
  expect(await ask({ type: "say", text: "hello" }))
    .toEqual({ type: "error", code: "unknown_type", message: expect.any(String), request: "say" });
  await ask({ type: "selectCharacter", gameId: "my_game", characterId });
  expect(await ask({ type: "say", text: "hello" })).toEqual({ type: "said", by: "Hero_ada", times: 1 });
});

doorTest("without a selected character every type of a game is unknown", SETUP, async (door) => {
  const { client: { ask, socket } } = await playerOn(door);
  expect(await ask({ type: "say", text: "hello", id: 1 }))
    .toEqual({ type: "error", code: "unknown_type", message: expect.any(String), request: "say", id: 1 });
  expect(socket.closedWith).toBe(null);
});

doorTest("a handler gets valid messages only, without what its schema does not know", SETUP, async (door) => {
  const { client: { ask } } = await playing(door);
  seen.length = 0;
  expect(await ask({ type: "say", text: "far too long a text" })).toEqual({
    type: "error",
    code: "invalid_input",
    message: expect.any(String),
    request: "say",
    errors: [{ field: "text", message: expect.any(String) }],
  });
  expect(await ask({ type: "say" })).toMatchObject({ code: "invalid_input" });
  await ask({ type: "say", text: "hello", more: 1 });
  expect(seen).toEqual([{ type: "say", text: "hello" }]);
});

doorTest(
  "a handler without a schema gets the whole message, without a prototype of the client's",
  SETUP,
  async (door) => {
    const { client: { ask } } = await playing(door);
    seen.length = 0;
    await ask('{"type":"raw","x":[1,{"y":null}],"__proto__":{"isAdmin":true}}');
    expect(seen).toEqual([{ type: "raw", x: [1, { y: null }] }]);
    expect(Reflect.get(seen[0] as object, "isAdmin")).toBe(undefined);
    expect(Object.hasOwn(seen[0] as object, "__proto__")).toBe(false);
  },
);

doorTest("a handler that fails is an error, whose words stay inside unless it chose them", SETUP, async (door) => {
  const { client: { ask, socket } } = await playing(door);
  const failed = { type: "error", code: "hook_failed", message: expect.any(String), request: "fail" };
  const answer = await ask({ type: "fail" });
  expect(answer).toEqual(failed);
  expect(answer["message"]).not.toContain("a bug of the game");
  expect(await ask({ type: "fail", politely: true })).toEqual({ ...failed, message: "Not now" });
  expect(socket.closedWith).toBe(null);
});

doorTest("a message's cost is taken from the budget", SETUP, async (door) => {
  const { client } = await playing(door);
  door.clock.advance(10_000); // the budget is full again: 40
  client.pong();
  for (let shout = 0; shout < 4; shout++) expect(await client.ask({ type: "shout" })).toEqual({ type: "shouted" });
  expect(client.socket.closedWith).toBe(null);
  client.send({ type: "ping" });
  expect(await client.socket.closed).toEqual(CLOSE.tooManyMessages);
});

doorTest("a message that costs more than is left closes the socket, and is not handled", SETUP, async (door) => {
  const { client } = await playing(door);
  door.clock.advance(10_000);
  client.pong();
  for (let ping = 0; ping < 35; ping++) await client.ask({ type: "ping" });
  const before = client.socket.sent.length;
  client.send({ type: "shout" });
  expect(await client.socket.closed).toEqual(CLOSE.tooManyMessages);
  await settle();
  expect(client.socket.sent.length).toBe(before);
});

doorTest("what others send to a player does not carry the id that he waits for", SETUP, async (door) => {
  goOn = Promise.withResolvers();
  const { client: ada } = await playing(door, "ada");
  const { client: bob } = await playing(door, "bob");
  ada.send({ type: "wait", id: 77 });
  bob.send({ type: "tell_all", id: 88 });
  expect(await ada.socket.next()).toEqual({ type: "news" });
  expect(await bob.socket.next()).toEqual({ type: "news", id: 88 });
  expect(await bob.socket.next()).toEqual({ type: "told", id: 88 });
  goOn.resolve();
  expect(await ada.socket.next()).toEqual({ type: "waited", id: 77 });
});

doorTest("what a handler sends after its time answers no message", SETUP, async (door) => {
  goOn = Promise.withResolvers();
  const { client } = await playing(door);
  client.send({ type: "wait", id: 77 });
  await settle();
  door.clock.advance(2_000);
  expect(await client.socket.next()).toMatchObject({ type: "error", code: "hook_timeout", request: "wait", id: 77 });
  goOn.resolve();
  client.send({ type: "listCharacters", gameId: "saga", id: 78 });
  const late = [await client.socket.next(), await client.socket.next()];
  expect(late.find(({ type }) => type === "waited")).toEqual({ type: "waited" });
});
