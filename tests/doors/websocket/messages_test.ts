import { expect } from "expect";
import { eachDatabase } from "../../support/test_database.ts";
import { doorTest, openDoor, playerOn, withDoor } from "./setup.ts";

const AT = "2026-01-01T00:00:00.000Z";

eachDatabase(
  "every command of the contract has its exact answer",
  (database) =>
    withDoor(database, {}, async (door) => {
      const ada = await door.register("Ada");
      const { ask, socket } = door.connect();
      expect(socket.sent).toEqual([]); // nothing is sent before the client speaks

      expect(await ask({ type: "auth", token: ada.token }))
        .toEqual({ type: "auth_success", account: { id: ada.id, username: "Ada" } });
      expect(await ask({ type: "ping" })).toEqual({ type: "pong" });
      expect(await ask({ type: "listCharacters", gameId: "my_game" }))
        .toEqual({ type: "characterList", gameId: "my_game", characters: [] });

      const created = await ask({ type: "createCharacter", gameId: "my_game", name: "Galahad", class: "knight" });
      const { id } = created["character"] as { id: number };
      const character = {
        id: expect.any(Number),
        name: "Galahad",
        gameId: "my_game",
        level: 1,
        class: "knight",
        createdAt: AT,
        lastPlayed: null,
      };
      expect(created).toEqual({ type: "characterCreated", character });
      expect(await ask({ type: "listCharacters", gameId: "my_game" }))
        .toEqual({ type: "characterList", gameId: "my_game", characters: [character] });

      door.clock.advance(1_000);
      expect(await ask({ type: "selectCharacter", gameId: "my_game", characterId: id }))
        .toEqual({ type: "character_selected", character });
      expect(await ask({ type: "listCharacters", gameId: "my_game" })).toEqual({
        type: "characterList",
        gameId: "my_game",
        characters: [{ ...character, lastPlayed: "2026-01-01T00:00:01.000Z" }],
      });
      expect(await ask({ type: "deleteCharacter", gameId: "my_game", characterId: id }))
        .toEqual({ type: "characterDeleted", characterId: id });
      expect(await ask({ type: "listCharacters", gameId: "my_game" }))
        .toEqual({ type: "characterList", gameId: "my_game", characters: [] });
      expect(socket.closedWith).toBe(null);
    }),
);

doorTest("a character may be made without a class, or with none", {}, async (door) => {
  const { client } = await playerOn(door);
  const classOf = async (message: object) =>
    ((await client.ask({ type: "createCharacter", gameId: "my_game", ...message }))["character"] as { class: unknown })
      .class;
  expect(await classOf({ name: "Without" })).toBe(null);
  expect(await classOf({ name: "WithNull", class: null })).toBe(null);
});

for (const id of [7, 0, -1.5, "req-7", "", "ünï"]) {
  doorTest(`the id ${JSON.stringify(id)} comes back with answers and errors`, {}, async (door) => {
    const { token } = await door.register("ada");
    const { ask } = door.connect();
    const idOf = async (message: object) => (await ask({ ...message, id }))["id"];
    expect(await idOf({ type: "auth", token: "rubbish" })).toBe(id);
    expect(await idOf({ type: "auth", token })).toBe(id);
    expect(await idOf({ type: "ping" })).toBe(id);
    expect(await idOf({ type: "listCharacters", gameId: "my_game" })).toBe(id);
    const { character } = await ask({ type: "createCharacter", gameId: "my_game", name: "Galahad" });
    const { id: characterId } = character as { id: number };
    expect(await idOf({ type: "createCharacter", gameId: "my_game", name: "Galahad" })).toBe(id);
    expect(await idOf({ type: "selectCharacter", gameId: "my_game", characterId })).toBe(id);
    expect(await idOf({ type: "deleteCharacter", gameId: "my_game", characterId })).toBe(id);
    expect(await idOf({ type: "listCharacters", gameId: "nowhere" })).toBe(id);
    expect(await idOf({ type: "nothing_known" })).toBe(id);
    expect(await idOf({ type: 5 })).toBe(id);
  });
}

doorTest("an answer to a message without an id has none", {}, async ({ connect }) => {
  const { ask } = connect();
  expect(await ask({ type: "ping", id: 1 })).toEqual({ type: "pong", id: 1 });
  expect(await ask({ type: "ping" })).toEqual({ type: "pong" });
});

doorTest("whoever has not signed in gets an error for every command, and the line stays open", {}, async (door) => {
  const { ask, socket } = door.connect();
  const commands = ["listCharacters", "createCharacter", "deleteCharacter", "selectCharacter", "anything"];
  for (const type of commands) {
    expect(await ask({ type, gameId: "my_game", characterId: 1, name: "Galahad" }))
      .toEqual({ type: "error", code: "invalid_token", message: expect.any(String), request: type });
  }
  expect(await ask({ type: "ping" })).toEqual({ type: "pong" });
  expect(socket.closedWith).toBe(null);
});

doorTest("errors name the type that failed, and null where there is none", {}, async (door) => {
  const { client: { ask, sendBinary, socket }, characterId } = await playerOn(door);
  const failed = async (message: object | string) => {
    const { type, code, request, message: text, ...more } = await ask(message);
    expect({ type, text }).toEqual({ type: "error", text: expect.any(String) });
    return [code, request, ...Object.keys(more)];
  };
  expect(await failed("{")).toEqual(["invalid_json", null]);
  expect(await failed("")).toEqual(["invalid_json", null]);
  expect(await failed("[]")).toEqual(["invalid_input", null]);
  expect(await failed("null")).toEqual(["invalid_input", null]);
  expect(await failed('"ping"')).toEqual(["invalid_input", null]);
  expect(await failed({})).toEqual(["invalid_input", null]);
  expect(await failed({ type: 5 })).toEqual(["invalid_input", null]);
  expect(await failed({ type: "" })).toEqual(["invalid_input", null]);
  expect(await failed({ type: "t".repeat(65) })).toEqual(["invalid_input", null]);
  expect(await failed({ type: "ping", id: {} })).toEqual(["invalid_input", "ping"]);
  expect(await failed({ type: "ping", id: "i".repeat(65) })).toEqual(["invalid_input", "ping"]);
  expect(await failed({ type: "listCharacters" })).toEqual(["invalid_input", "listCharacters", "errors"]);
  expect(await failed({ type: "listCharacters", gameId: "nowhere" })).toEqual(["unknown_game", "listCharacters"]);
  expect(await failed({ type: "createCharacter", gameId: "my_game", name: "x" }))
    .toEqual(["invalid_input", "createCharacter", "errors"]);
  expect(await failed({ type: "createCharacter", gameId: "my_game", name: "HERO_ADA" }))
    .toEqual(["name_taken", "createCharacter"]);
  expect(await failed({ type: "selectCharacter", gameId: "my_game", characterId: "1" }))
    .toEqual(["invalid_input", "selectCharacter", "errors"]);
  expect(await failed({ type: "selectCharacter", gameId: "my_game", characterId: 4_294_967_296 }))
    .toEqual(["invalid_input", "selectCharacter", "errors"]);
  expect(await failed({ type: "selectCharacter", gameId: "saga", characterId }))
    .toEqual(["unknown_character", "selectCharacter"]);
  expect(await failed({ type: "deleteCharacter", gameId: "saga", characterId }))
    .toEqual(["unknown_character", "deleteCharacter"]);
  expect(await failed({ type: "move", x: 1 })).toEqual(["unknown_type", "move"]);

  sendBinary();
  expect(await socket.next())
    .toEqual({ type: "error", code: "invalid_json", message: expect.any(String), request: null });
  expect(socket.closedWith).toBe(null);
});

doorTest("wrong fields are listed by name", {}, async (door) => {
  const { client: { ask } } = await playerOn(door);
  const answer = await ask({ type: "createCharacter", gameId: 5, name: "a\0b" });
  expect(answer["errors"]).toEqual([
    { field: "gameId", message: expect.any(String) },
    { field: "name", message: expect.any(String) },
  ]);
});

doorTest("somebody else's character is unknown", {}, async (door) => {
  const ada = await playerOn(door, "ada");
  const { client: { ask } } = await playerOn(door, "bob");
  const message = { gameId: "my_game", characterId: ada.characterId };
  for (const type of ["selectCharacter", "deleteCharacter"]) {
    expect(await ask({ type, ...message })).toMatchObject({ type: "error", code: "unknown_character", request: type });
  }
  expect(await ada.client.ask({ type: "selectCharacter", ...message })).toMatchObject({ type: "character_selected" });
});

eachDatabase("messages are handled in the order in which they came", async (database) => {
  const door = await openDoor(database);
  const { client: { send, socket } } = await playerOn(door);
  send({ type: "createCharacter", gameId: "my_game", name: "Galahad", id: 1 });
  send({ type: "ping", id: 2 });
  send({ type: "listCharacters", gameId: "my_game", id: 3 });
  expect((await socket.next())["type"]).toBe("characterCreated");
  expect((await socket.next())["type"]).toBe("pong");
  expect(((await socket.next())["characters"] as unknown[]).length).toBe(2);
  await door.close();
});

eachDatabase("JSON in a binary message is told to come as text", (database) =>
  withDoor(database, {}, async (door) => {
    const { sendBinary, socket } = door.connect();
    sendBinary();
    expect(await socket.next()).toEqual({
      type: "error",
      code: "invalid_json",
      message: expect.stringContaining("send text"),
      request: null,
    });
  }));
