import { expect } from "expect";
import type { User } from "../../../lib/domain/characters/user.ts";
import { AppError } from "../../../lib/platform/errors.ts";
import type { GameModule } from "../../../lib/modules/types.ts";
import { BUFFERED_BYTES_MAX } from "../../../lib/doors/websocket/outgoing.ts";
import { gameWith } from "../../modules/setup.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { type Client, type Door, doorTest, playerOn, SAGA, settle, withDoor } from "./setup.ts";

type SelectHook = Parameters<Parameters<GameModule["initialize"]>[0]["registerCharacterSelectHook"]>[1];

/** `my_game` with one select hook, beside `saga` without any. */
function hookedBy(hook: SelectHook) {
  return { modules: [gameWith((context) => context.registerCharacterSelectHook("my_game", hook)), SAGA] };
}

function select(characterId: number, gameId = "my_game") {
  return { type: "selectCharacter", gameId, characterId };
}

/** What the socket got after the answer to `auth`. */
function received({ socket }: Client): unknown[] {
  return socket.sent.slice(1).map((text) => text.startsWith("{") ? JSON.parse(text) : text);
}

async function isSeated(door: Door): Promise<boolean> {
  return (await door.database.read.selectFrom("seats").selectAll().execute()).length > 0;
}

doorTest("a hook's messages go out in their order, each object with the id of the selection", {
  ...hookedBy(({ user, character }) => {
    user.send({ type: "character_selected", character: { id: character.id, name: character.name } });
    user.system("Welcome, as it is");
    user.error("too_late", "The match has begun");
    user.send({ type: "map", id: "the game's own" });
  }),
}, async (door) => {
  const { client, characterId } = await playerOn(door);
  client.send({ ...select(characterId), id: "s1" });
  client.send({ type: "ping" });
  await settle();
  expect(received(client)).toEqual([
    { type: "character_selected", character: { id: characterId, name: "Hero_ada" }, id: "s1" },
    "Welcome, as it is",
    { type: "error", code: "too_late", message: "The match has begun", request: "selectCharacter", id: "s1" },
    { type: "map", id: "s1" },
    { type: "pong" },
  ]);
});

const heldUntil = Promise.withResolvers<void>();
eachDatabase("nothing of a hook goes out before the selection is committed", (database) =>
  withDoor(
    database,
    hookedBy(({ user }) => {
      user.send({ type: "welcome" });
    }),
    async (door) => {
      const { client, characterId } = await playerOn(door);
      const sentAtCommit: number[] = [];
      door.database.events.subscribe((event) => {
        if (event.type === "seat_taken") sentAtCommit.push(client.socket.sent.length);
      });
      expect(await client.ask(select(characterId))).toEqual({ type: "welcome" });
      expect(sentAtCommit).toEqual([1]);
      expect(await isSeated(door)).toBe(true);
    },
  ));

doorTest("what a hook sent is dropped when it fails afterwards, and nothing is seated", {
  ...hookedBy(({ user }) => {
    user.send({ type: "welcome" });
    user.system("Welcome");
    throw new Error("a bug of the game");
  }),
}, async (door) => {
  const { client, characterId } = await playerOn(door);
  const { code, request } = await client.ask({ ...select(characterId), id: 4 });
  expect({ code, request }).toEqual({ code: "hook_failed", request: "selectCharacter" });
  await client.ask({ type: "ping" });
  expect(received(client).map((message) => (message as { type: string }).type)).toEqual(["error", "pong"]);
  expect(JSON.stringify(received(client))).not.toContain("a bug of the game");
  expect(await isSeated(door)).toBe(false);
});

doorTest("a hook that is too slow fails the selection, and reaches nobody when it wakes up", {
  ...hookedBy(async ({ user }) => {
    await heldUntil.promise;
    user.send({ type: "welcome" });
    user.close(4_000, "too late");
  }),
}, async (door) => {
  const { client, characterId } = await playerOn(door);
  client.send(select(characterId));
  await settle();
  door.clock.advance(2_000);
  expect(await client.socket.next()).toMatchObject({ type: "error", code: "hook_timeout", request: "selectCharacter" });
  heldUntil.resolve();
  await settle();
  expect(received(client).length).toBe(1);
  expect(client.socket.closedWith).toBe(null);
  expect(await isSeated(door)).toBe(false);
});

doorTest("a game without a select hook gets the default answer", {}, async (door) => {
  const { id, client } = await playerOn(door);
  const characterId = await door.addCharacter(id, "Njal", "saga");
  const { type, character } = await client.ask(select(characterId, "saga"));
  expect(type).toBe("character_selected");
  expect(character).toMatchObject({ id: characterId, name: "Njal", gameId: "saga", level: 1, class: null });
});

doorTest("the player's state is new at each selection", {
  ...hookedBy(({ user }) => {
    const before = Object.keys(user.player);
    user.player.gold = 5;
    user.send({ type: "welcome", before });
  }),
}, async (door) => {
  const { client, characterId } = await playerOn(door);
  expect(await client.ask(select(characterId))).toEqual({ type: "welcome", before: [] });
  expect(await client.ask(select(characterId))).toEqual({ type: "welcome", before: [] });
});

doorTest("the user tells the hook who plays", {
  ...hookedBy(({ user }) => user.send({ type: "you", account: user.account })),
}, async (door) => {
  const { id, client, characterId } = await playerOn(door);
  expect(await client.ask(select(characterId))).toEqual({ type: "you", account: { id, username: "ada" } });
});

const users: User[] = [];
doorTest("a game that was left reaches the player no more", {
  ...hookedBy(({ user }) => {
    users.push(user);
    user.send({ type: "welcome" });
  }),
}, async (door) => {
  const { id, client, characterId } = await playerOn(door);
  const inSaga = await door.addCharacter(id, "Njal", "saga");
  await client.ask(select(characterId));
  const [user] = users;
  user!.send({ type: "tick" });
  expect(await client.socket.next()).toEqual({ type: "tick" });
  await client.ask(select(inSaga, "saga"));
  user!.send({ type: "tick" });
  user!.system("tick");
  user!.error("late", "too late");
  user!.close(4_000, "idle");
  for (let sent = 0; sent < 300; sent++) user!.system("x".repeat(1_024)); // kept nowhere
  await client.ask({ type: "ping" });
  expect(received(client).map((message) => (message as { type: string }).type))
    .toEqual(["welcome", "tick", "character_selected", "pong"]);
  expect(client.socket.closedWith).toBe(null);
});

const earlier: User[] = [];
doorTest("what the played game sends during a selection that fails is not lost", {
  ...hookedBy(({ user, character }) => {
    if (character.name === "Mordred") {
      earlier[0]!.send({ type: "tick" });
      throw new AppError("hook_failed", "Mordred may not come in");
    }
    earlier.push(user);
    user.send({ type: "welcome" });
  }),
}, async (door) => {
  const { id, client, characterId } = await playerOn(door);
  const mordred = await door.addCharacter(id, "Mordred");
  await client.ask(select(characterId));
  expect(await client.ask(select(mordred))).toEqual({ type: "tick" });
  expect(await client.socket.next()).toMatchObject({ type: "error", code: "hook_failed" });
});

doorTest("a hook that closes the socket is heard first, and seats nobody", {
  ...hookedBy(({ user, character }) => {
    user.send({ type: "welcome" });
    if (character.name !== "Lancelot") return;
    user.close(4_100, "the match is full");
    user.send({ type: "never heard" });
  }),
}, async (door) => {
  const { id, token, client, characterId } = await playerOn(door);
  const lancelot = await door.addCharacter(id, "Lancelot");
  await client.ask(select(characterId));
  const tab = await door.signIn(token);
  tab.send(select(lancelot));
  expect(await tab.socket.closed).toEqual({ code: 4_100, reason: "the match is full" });
  await settle();
  expect(received(tab)).toEqual([{ type: "welcome" }]);
  expect(client.socket.closedWith).toBe(null);
  expect(await door.database.read.selectFrom("seats").select("character_id").execute())
    .toEqual([{ character_id: characterId }]);
});

for (
  const [code, reason] of [[1_001, ""], [1_006, ""], [3_999, ""], [5_000, ""], [4_000.5, ""], [4_000, "é".repeat(62)]]
) {
  doorTest(`closing with ${code} and ${String(reason).length} characters is the hook's failure`, {
    ...hookedBy(({ user }) => user.close(code as number, reason as string)),
  }, async (door) => {
    const { client, characterId } = await playerOn(door);
    expect(await client.ask(select(characterId))).toMatchObject({ type: "error", code: "hook_failed" });
    expect(await client.ask({ type: "ping" })).toEqual({ type: "pong" });
    expect(client.socket.closedWith).toBe(null);
  });
}

for (const [code, reason] of [[1_000, ""], [4_000, ""], [4_999, "é".repeat(61)]] as const) {
  doorTest(`a hook may close with ${code} and ${reason.length} characters`, {
    ...hookedBy(({ user }) => user.close(code, reason)),
  }, async (door) => {
    const { client, characterId } = await playerOn(door);
    client.send(select(characterId));
    expect(await client.socket.closed).toEqual({ code, reason });
  });
}

doorTest("a hook that sends without end fails, and the socket stays", {
  ...hookedBy(({ user }) => {
    const text = "x".repeat(1_024);
    for (let sent = 0; sent <= BUFFERED_BYTES_MAX; sent += text.length) user.system(text);
  }),
}, async (door) => {
  const { client, characterId } = await playerOn(door);
  expect(await client.ask(select(characterId))).toMatchObject({ type: "error", code: "hook_failed" });
  expect(received(client).length).toBe(1);
});
