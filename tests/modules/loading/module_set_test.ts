import { expect } from "expect";
import { z } from "zod";
import { loadModuleSet } from "../../../lib/modules/loading/module_set.ts";
import { createGameCatalog } from "../../../lib/modules/loading/module_set.ts";
import type { GameModule } from "../../../lib/modules/types.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { gameWith, nothing } from "../setup.ts";

function load(builtIn: GameModule[], gameConfig: Record<string, unknown> = {}) {
  return loadModuleSet({ builtIn, sources: [], gameConfig, clock: createTestClock() });
}

Deno.test("each module gets its slice of the configuration as its schema reads it", async () => {
  const config = z.strictObject({ gold: z.int().default(10) });
  const games = [
    gameWith(nothing, { config }),
    gameWith(nothing, { id: "chess", config }),
    gameWith(nothing, { id: "dice" }),
  ];
  const loaded = await load(games, { chess: { gold: 99 } });
  expect(loaded.map((one) => one.config)).toEqual([{ gold: 10 }, { gold: 99 }, undefined]);
});

Deno.test("a slice that nobody reads, or that its schema refuses, ends the start by its key", async () => {
  const config = z.strictObject({ gold: z.int() });
  const refuse = (games: GameModule[], gameConfig: Record<string, unknown>, message: string) =>
    expect(load(games, gameConfig)).rejects.toThrow(message);
  await refuse([gameWith(nothing)], { my_game: {} }, "gameConfig.my_game is set, but the game takes no configuration");
  await refuse([gameWith(nothing)], { my_gmae: {} }, "gameConfig.my_gmae is set, but the loaded games are my_game");
  await refuse([gameWith(nothing, { config })], { my_game: { gold: "much" } }, "gameConfig.my_game.gold: ");
  await refuse(
    [gameWith(nothing, { config })],
    { my_game: { gold: 1, hp: 2 } },
    'gameConfig.my_game: Unrecognized key: "hp"',
  );
  await refuse([gameWith(nothing, { config })], {}, "gameConfig.my_game.gold: ");
});

Deno.test("the value of a refused key is not told: it may be a secret", async () => {
  const config = z.object({ apiKey: z.string().min(30) });
  const loading = load([gameWith(nothing, { config })], { my_game: { apiKey: "hunter2" } });
  const message = await loading.then(() => "", (error) => error.message);
  expect(message).toContain("gameConfig.my_game.apiKey");
  expect(message).not.toContain("hunter2");
});

Deno.test("two modules that claim one thing end the start, both named", async () => {
  const port = { port: 5555, variable: "CHESS_PORT" };
  const chess = (more: Partial<GameModule>) => gameWith(nothing, { id: "chess", ...more });
  const checkers = (more: Partial<GameModule>) => gameWith(nothing, { id: "checkers", ...more });
  await expect(load([chess({}), chess({})])).rejects.toThrow('both claim the game id "chess"');
  await expect(load([chess({ ports: { board: port } }), checkers({ ports: { stones: port } })]))
    .rejects.toThrow('"chess" and "checkers" both claim the port variable "CHESS_PORT"');
  await expect(
    load([
      chess({ ports: { board: port } }),
      checkers({ ports: { board: { port: 1, variable: "CHECKERS_PORT" } } }),
    ]),
  ).rejects.toThrow('"chess" and "checkers" both claim the port "board"');
  await expect(load([gameWith(nothing, { id: "game", ports: { auth: port } })]))
    .rejects.toThrow('"the core" and "game" both claim the door "game_auth"');
});

Deno.test("a module that is not one is refused with the field that is wrong", async () => {
  const good = gameWith(nothing);
  const refuse = (value: unknown, message: string) => expect(load([value as GameModule])).rejects.toThrow(message);
  await refuse(null, "Could not load the game module built in: the module: ");
  await refuse({ ...good, id: "x" }, 'Could not load the game module "x" (built in): id: ');
  for (const id of ["core", "pg", "sqlite"]) await refuse({ ...good, id }, "id: must not be one of");
  await refuse({ ...good, name: "" }, '"my_game" (built in): name: ');
  await refuse({ ...good, config: {} }, "config: must be a zod schema");
  await refuse({ ...good, character: { name: "^a$" } }, "character.name: must be a regular expression");
  await refuse({ ...good, character: { ownership: "nobody" } }, "character.ownership: ");
  await refuse({ ...good, migrations: { "0001": 5 } }, "migrations.0001: must be SQL text or an object");
  await refuse({ ...good, ports: { board: { port: 0, variable: "A_PORT" } } }, "ports.board.port: ");
  await refuse({ ...good, ports: { board: { port: 1, variable: "board" } } }, "ports.board.variable: must be like");
  const http = { port: 1, variable: "A_PORT", door: "http" };
  await refuse({ ...good, ports: { board: http } }, "ports.board.door: must be my_game, or begin with my_game_");
  await refuse({ ...good, initialize: "later" }, "initialize: must be a function");
});

Deno.test("the catalogue has the rules of each game, and no expression that remembers", async () => {
  const games = createGameCatalog(
    await load([
      gameWith(nothing),
      gameWith(nothing, { id: "chess", name: "Chess", character: { name: /^[a-z]+$/gi, ownership: "managed" } }),
    ]),
  );
  expect(games.list().map(({ id }) => id)).toEqual(["my_game", "chess"]);
  expect(games.find("my_game")?.ownership).toBe("player");
  const chess = games.find("chess");
  expect(chess?.ownership).toBe("managed");
  expect(chess?.characterName.flags).toBe("i");
  expect(games.find("constructor")).toBeNull();
});

Deno.test("a misspelt field of a module is answered with the one that was meant; a field of its own is not", async () => {
  const game = (more: object) => ({ ...gameWith(nothing), ...more });
  const refuse = (more: object, message: string) => expect(load([game(more)])).rejects.toThrow(message);
  await refuse(
    { migration: { "0001": "select 1" } },
    "migration is not a field of a game module: did you mean migrations?",
  );
  const { initialize, ...rest } = gameWith(nothing);
  await expect(load([{ ...rest, initialise: initialize } as unknown as GameModule])).rejects
    .toThrow(
      'Could not load the game module "my_game" (built in): initialise is not a field of a game module: did you mean initialize?',
    );
  expect(await load([game({ rooms: new Map(), players: 2 })])).toHaveLength(1);
});
