import { expect } from "expect";
import type { GameModule } from "../../../lib/modules/types.ts";
import { type Door, eachDoor, expectProblem, expectWrongFields } from "./setup.ts";
import { WIDE_POOL } from "../../support/test_server.ts";

const game = (id: string, name: string): GameModule => ({ id, name, initialize() {} });
const GAMES = [game("my_game", "My Game"), game("saga", "Saga")];

const list = (door: Door, bearer: string, gameId: string) =>
  door.call("GET", `/api/characters?gameId=${encodeURIComponent(gameId)}`, { bearer });
const create = (door: Door, bearer: string, body: object) =>
  door.call("POST", "/api/characters", { bearer, body: { gameId: "my_game", ...body } });
const remove = (door: Door, bearer: string, id: number | string) =>
  door.call("DELETE", `/api/characters/${id}`, { bearer });

eachDoor("characters", { games: GAMES, env: WIDE_POOL }, async (door, t) => {
  const ada = await door.register("ada");
  const bob = await door.register("bob");

  await t.step("the games are listed, for anybody", async () => {
    const answer = await door.call("GET", "/api/games");
    expect(answer.status).toBe(200);
    expect(answer.json.games).toEqual(expect.arrayContaining([
      expect.objectContaining({ id: "my_game", name: "My Game" }),
      expect.objectContaining({ id: "slime", name: expect.any(String) }),
      expect.objectContaining({ id: "wildstar", name: expect.any(String) }),
    ]));
  });

  await t.step("a new character is answered whole, and listed in its game alone", async () => {
    const answer = await create(door, ada.token, { name: "Hero_1", class: "Knight" });
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({
      character: {
        id: expect.any(Number),
        name: "Hero_1",
        gameId: "my_game",
        level: 1,
        class: "Knight",
        createdAt: "2026-01-01T00:00:00.000Z",
        lastPlayed: null,
      },
    });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const listed = await list(door, ada.token, "my_game");
    expect([listed.status, listed.json]).toEqual([200, { characters: [answer.json.character] }]);
    expect((await list(door, ada.token, "saga")).json).toEqual({ characters: [] });
    expect((await list(door, bob.token, "my_game")).json).toEqual({ characters: [] });
  });

  await t.step("a name is unique in its game without regard to case, and free once its bearer is deleted", async () => {
    const { json: { character } } = await create(door, ada.token, { name: "Unique" });
    expectProblem(await create(door, bob.token, { name: "uNIQUE" }), 409, "name_taken");
    expect((await create(door, bob.token, { gameId: "saga", name: "Unique" })).status).toBe(201);
    const deleted = await remove(door, ada.token, character.id);
    expect([deleted.status, deleted.text]).toEqual([204, ""]);
    expectProblem(await remove(door, ada.token, character.id), 404, "unknown_character");
    expect((await create(door, bob.token, { name: "uNIQUE" })).status).toBe(201);
  });

  await t.step("of many at once with one name exactly one gets it", async () => {
    const answers = await Promise.all([ada, bob, ada, bob].map(({ token }) => create(door, token, { name: "Wanted" })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
  });

  await t.step("other people's characters, and what is no id, are unknown", async () => {
    const { json: { character } } = await create(door, ada.token, { name: "Mine" });
    for (const id of [character.id, 0, -1, 4_294_967_296, "x", "1e3", "char_1", "%00", "99999999999999999999"]) {
      expectProblem(await remove(door, bob.token, id), 404, "unknown_character");
    }
    expect((await remove(door, ada.token, character.id)).status).toBe(204);
  });

  await t.step("a game that is not there is unknown", async () => {
    for (const gameId of ["chess", "", "MY_GAME", "__proto__", "constructor"]) {
      expectProblem(await list(door, ada.token, gameId), 404, "unknown_game");
      expectProblem(await create(door, ada.token, { gameId, name: "Nobody" }), 404, "unknown_game");
    }
  });

  await t.step("a name has 3 to 20 letters, digits and underscores, and begins with a letter", async () => {
    const wrong = [
      "",
      "Ab",
      "A".repeat(21),
      "1st",
      "_Hero",
      "He ro",
      "Zoë",
      "<b>Hero</b>",
      "Hero\n",
      "He\u0000ro",
      "\ud83d",
    ];
    for (const name of wrong) expectWrongFields(await create(door, ada.token, { name }), ["name"]);
    for (const name of ["Abc", "B".repeat(20), "C_9"]) {
      const { status, json } = await create(door, ada.token, { name });
      expect([name, status]).toEqual([name, 201]);
      await remove(door, ada.token, json.character.id);
    }
  });

  await t.step("a class has at most 50 characters, and may be left out", async () => {
    const rightOnes: [unknown, string | null][] = [[undefined, null], [null, null], ["🗡".repeat(50), "🗡".repeat(50)]];
    for (const [given, kept] of rightOnes) {
      const { status, json } = await create(door, bob.token, { name: "Classy", class: given });
      expect([status, json.character?.class]).toEqual([201, kept]);
      await remove(door, bob.token, json.character.id);
    }
    for (const wrong of ["x".repeat(51), 7, {}, "a\u0000b", "\udc00"]) {
      expectWrongFields(await create(door, bob.token, { name: "Classy", class: wrong }), ["class"]);
    }
  });

  await t.step("what is missing or mistyped is named", async () => {
    const post = (body: unknown) => door.call("POST", "/api/characters", { bearer: ada.token, body });
    expectWrongFields(await post({}), ["gameId", "name"]);
    expectWrongFields(await post({ gameId: 1, name: [] }), ["gameId", "name"]);
    const list = (query: string) => door.call("GET", `/api/characters${query}`, { bearer: ada.token });
    expectWrongFields(await list(""), ["gameId"]);
    expectWrongFields(await list("?gameId=saga&gameId=my_game"), ["gameId"]);
  });

  await t.step("a game that makes its characters itself is left to it", async () => {
    expectProblem(await create(door, ada.token, { gameId: "slime", name: "Slimy" }), 409, "managed_by_game");
  });

  await t.step("an account has ten characters in a game", async () => {
    const { token } = await door.register("crowd");
    const names = Array.from({ length: 12 }, (_, index) => `Crowd_${index}`);
    const answers = await Promise.all(names.map((name) => create(door, token, { gameId: "saga", name })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    const eleventh = await create(door, token, { gameId: "saga", name: "Crowd_x" });
    expectProblem(eleventh, 409, "too_many_characters");
    expect((await create(door, token, { name: "Crowd_x" })).status).toBe(201);
    await remove(door, token, answers.find(({ status }) => status === 201)?.json.character.id);
    expect((await create(door, token, { gameId: "saga", name: "Crowd_x" })).status).toBe(201);
  });
});
