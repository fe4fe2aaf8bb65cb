import { expect } from "expect";
import { z } from "zod";
import type { Game } from "../../lib/domain/characters/games.ts";
import { catalogOf, GAMES } from "../domain/characters/setup.ts";
import { type GameAuthTest, gameAuthTest } from "./game_auth_setup.ts";

const SCORES: Game = {
  ...GAMES[0]!,
  data: z.strictObject({ wins: z.int().min(0).default(0), note: z.string().default("") }),
};
const KEEPS = { games: catalogOf([SCORES, ...GAMES.slice(1)]) };

/** The contract's fields, for the player's character. */
const arthur = (t: GameAuthTest, more: object = {}) => ({
  character_id: `char_${t.character.id}`,
  account_id: `account_${t.player.id}`,
  name: "Arthur",
  game_id: "my_game",
  level: 1,
  class: null,
  position: { x: 0, y: 0, z: 0 },
  map_id: null,
  data: null,
  ...more,
});

gameAuthTest("a player's client sees the servers by its login token, of all games or of one", async (t) => {
  await t.addServer({ id: "server_saga", name: "Saga", game_id: "saga", port: 7000 });
  const bearer = await t.newLogin();
  const all = await t.call("GET", "/auth/servers", { bearer });
  expect(all.json.servers.map(({ server_id }: { server_id: string }) => server_id)).toEqual([
    "server_001",
    "server_saga",
  ]);
  const { json } = await t.call("GET", "/auth/servers?game_id=saga", { bearer });
  expect(json.servers[1]).toEqual({
    server_id: "server_saga",
    name: "Saga",
    game_id: "saga",
    address: expect.any(String),
    port: 7000,
    type: "pve",
    online: false,
    players: 0,
  });
  const ofMine = await t.call("GET", "/auth/servers?game_id=my_game", { bearer });
  expect(ofMine.json.servers).toHaveLength(1);
  const unknown = await t.call("GET", "/auth/servers?game_id=nowhere", { bearer });
  expect([unknown.status, unknown.json.code]).toEqual([404, "unknown_game"]);
});

gameAuthTest("only a login token that holds opens the lists", async (t) => {
  const cases = [
    [undefined, "invalid_token"],
    ["made up", "invalid_token"],
    [await t.newSelection(), "wrong_token_type"],
    [t.server.key, "invalid_token"],
  ] as const;
  for (const [bearer, code] of cases) {
    for (
      const [method, path] of [["GET", "/auth/servers"], ["GET", "/auth/characters"], ["POST", "/auth/characters"], [
        "DELETE",
        `/auth/characters/${t.character.id}`,
      ]] as const
    ) {
      const answer = await t.call(method, path, bearer === undefined ? {} : { bearer });
      expect([method, path, answer.status, answer.json.code]).toEqual([method, path, 401, code]);
    }
  }
  const bearer = await t.newLogin();
  t.clock.advance(3_600_000);
  const late = await t.call("GET", "/auth/characters", { bearer });
  expect([late.status, late.json.code]).toEqual([401, "token_expired"]);
});

gameAuthTest("characters are listed, made and deleted by a login token", async (t) => {
  const bearer = await t.newLogin();
  expect((await t.call("GET", "/auth/characters", { bearer })).json.characters).toMatchObject([arthur(t)]);
  const made = await t.post("characters", { game_id: "my_game", name: "Lancelot", class: "" }, bearer);
  expect(made.status).toBe(201);
  expect(made.json.character).toMatchObject(arthur(t, { character_id: expect.any(String), name: "Lancelot" }));
  expect((await t.call("GET", "/auth/characters?game_id=saga", { bearer })).json.characters).toEqual([]);
  const taken = await t.post("characters", { game_id: "my_game", name: "arthur" }, bearer);
  expect([taken.status, taken.json.code]).toEqual([409, "name_taken"]);
  const managed = await t.post("characters", { game_id: "slime", name: "Lancelot" }, bearer);
  expect([managed.status, managed.json.code]).toEqual([409, "managed_by_game"]);
  const { character_id: id } = made.json.character;
  expect((await t.call("DELETE", `/auth/characters/${id}`, { bearer })).status).toBe(204);
  const gone = await t.call("DELETE", `/auth/characters/${id}`, { bearer });
  expect([gone.status, gone.json.code]).toEqual([404, "unknown_character"]);
});

gameAuthTest("a character is read by its game's server, and by its own token", async (t) => {
  const path = `/auth/characters/char_${t.character.id}`;
  for (const bearer of [t.server.key, await t.newSelection()]) {
    const { status, json } = await t.call("GET", path, { bearer });
    expect([status, json]).toMatchObject([200, arthur(t)]);
  }
  const saga = await t.addServer({ id: "server_saga", name: "Saga", game_id: "saga" });
  const other = await t.characters.create({ accountId: t.player.id, gameId: "my_game", name: "Lancelot" });
  const cases = [
    [path, saga.key, 404, "unknown_character"],
    ["/auth/characters/char_999", t.server.key, 404, "unknown_character"],
    [`/auth/characters/${other.id}`, await t.newSelection(), 404, "unknown_character"],
    [path, await t.newLogin(), 401, "wrong_token_type"],
    [path, "made up", 401, "invalid_token"],
  ] as const;
  for (const [asked, bearer, status, code] of cases) {
    const answer = await t.call("GET", asked, { bearer });
    expect([answer.status, answer.json.code]).toEqual([status, code]);
  }
});

gameAuthTest("a game server saves what its game keeps of a character, as the game's schema reads it", async (t) => {
  const path = `/auth/characters/${t.character.id}`;
  const patch = (body: object) => t.call("PATCH", path, { bearer: t.server.key, body });
  const saved = await patch({ level: 3, data: { wins: 2 } });
  expect([saved.status, saved.json]).toMatchObject([200, arthur(t, { level: 3, data: { wins: 2, note: "" } })]);
  for (const data of [{ wins: -1 }, { wins: 1, loses: 2 }, { note: "x".repeat(16_400) }]) {
    const refused = await patch({ level: 9, data });
    expect([refused.status, refused.json.code]).toEqual([422, "invalid_input"]);
    expect(refused.json.errors[0].field).toMatch(/^data/);
  }
  expect((await patch({ data: { note: "x".repeat(16_300) } })).status).toBe(200);
  expect((await t.call("GET", path, { bearer: t.server.key })).json.level).toBe(3);
}, KEEPS);

gameAuthTest("data for a game that keeps none is refused", async (t) => {
  const refused = await t.call("PATCH", `/auth/characters/${t.character.id}`, {
    bearer: t.server.key,
    body: { data: { wins: 1 } },
  });
  expect([refused.status, refused.json.errors[0].field]).toEqual([422, "data"]);
});
