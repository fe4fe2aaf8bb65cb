import { expect } from "expect";
import { builtInGames } from "../../../lib/games/mod.ts";
import { createDoorChoice, doorNameOf } from "../../../lib/modules/loading/door_names.ts";

const port = (variable: string) => ({ port: 7000, variable });

Deno.test("the built-in games' doors have the contract's names", () => {
  const doors = builtInGames.flatMap((game) => Object.keys(game.ports ?? {}).map((name) => doorNameOf(game, name)));
  expect(doors.sort()).toEqual(["slime", "wildstar_auth", "wildstar_sts"]);
});

Deno.test("a module's port is called after the game and the port, unless it has a name of its own", () => {
  const arena = { id: "arena", ports: { lobby: port("LOBBY_PORT"), duel: { ...port("DUEL_PORT"), door: "arena" } } };
  expect([doorNameOf(arena, "lobby"), doorNameOf(arena, "duel")]).toEqual(["arena_lobby", "arena"]);
});

Deno.test("a module names its door by port or door, and its only one need not be named", () => {
  const chosen = createDoorChoice({ id: "arena", ports: { lobby: port("LOBBY_PORT") } });
  expect([chosen(), chosen("arena"), chosen("lobby"), chosen("arena_lobby"), chosen("other")])
    .toEqual(["arena_lobby", "arena_lobby", "arena_lobby", "arena_lobby", "other"]);
  const several = createDoorChoice({ id: "arena", ports: { lobby: port("A_PORT"), duel: port("B_PORT") } });
  expect([several(), several("duel")]).toEqual(["arena", "arena_duel"]);
  expect(createDoorChoice({ id: "dice" })()).toBe("dice");
});
