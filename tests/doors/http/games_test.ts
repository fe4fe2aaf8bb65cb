import { expect } from "expect";
import { z } from "zod";
import { type Character, defineGame } from "../../../lib/modules/mod.ts";
import { openPlayer } from "../../../lib/testing/player.ts";
import { oneDoor } from "./setup.ts";

const dice = defineGame({
  id: "dice",
  name: "Dice",
  page: "play.html",
  icon: "/games/dice/icon.png",
  howToStart: "Enter {address} and {port}.",
  ports: { dice: { port: 7777, variable: "DICE_PORT" } },
  character: {
    data: z.object({ wins: z.int().default(0) }),
    card: (character: Character) => {
      const { name, data } = character;
      if (name === "Vain") Object.assign(data as object, { wins: 99 });
      if (name === "Vain") Object.assign(character, { name: "Great" });
      if (name === "Broken") throw new Error("no card");
      if (name === "Long") return { badge: "x".repeat(17) };
      if (name === "Strange") return { portrait: "https://evil.example/x.png" };
      const { wins } = data as { wins: number };
      return { portrait: "portraits/1.png", lines: [`${wins} wins`], badge: "new" };
    },
  },
  initialize(context) {
    context.listen("dice", {
      helloTimeoutMs: 1_000,
      idleTimeoutMs: 1_000,
      frameBytesMax: 100,
      session: () => ({ receive() {} }),
    });
  },
});

oneDoor("the list of games says how each is played", { games: [dice] }, async (door) => {
  const { json } = await door.call("GET", "/api/games");
  expect(json.games.find(({ id }: { id: string }) => id === "dice")).toEqual({
    id: "dice",
    name: "Dice",
    managed: false,
    page: "/games/dice/play.html",
    icon: "/games/dice/icon.png",
    howToStart: `Enter 127.0.0.1 and ${door.server.ports["dice"]}.`,
    playing: 0,
  });
});

oneDoor("the list of games says how many play each", { games: [dice] }, async (door) => {
  const playing = async () => {
    door.clock.advance(5_000);
    const { json: { games } } = await door.call("GET", "/api/games");
    return games.map(({ id, playing }: { id: string; playing: number }) => [id, playing]);
  };
  using mara = await openPlayer(door.server.url, { username: "mara" });
  using bela = await openPlayer(door.server.url, { username: "bela" });
  await mara.play("dice", { name: "Aria" });
  expect(await playing()).toEqual([["slime", 0], ["wildstar", 0], ["dice", 1]]);
  await bela.play("dice", { name: "Bea" });
  expect(await playing()).toEqual([["slime", 0], ["wildstar", 0], ["dice", 2]]);
});

oneDoor("a game whose door is closed does not say how to start it, and the public address is told", {
  games: [dice],
  env: { PUBLIC_URL: "https://play.example/hall", DICE_PORT: "off" },
}, async (door) => {
  const { json } = await door.call("GET", "/api/games");
  expect(json.games.find(({ id }: { id: string }) => id === "dice").howToStart).toBeUndefined();
  const native = json.games.find(({ id }: { id: string }) => id === "slime");
  expect(native.howToStart).toContain("play.example");
});

oneDoor(
  "a character shows what its game tells of it, and nothing where the game fails",
  { games: [dice] },
  async (door) => {
    const { token: bearer } = await door.register("ada");
    const create = async (name: string) =>
      (await door.call("POST", "/api/characters", { bearer, body: { gameId: "dice", name } })).json.character;
    expect(await create("Ace")).toMatchObject({
      name: "Ace",
      portrait: "/games/dice/portraits/1.png",
      lines: ["0 wins"],
      badge: "new",
    });
    expect(await create("Vain")).toMatchObject({ name: "Vain", data: { wins: 0 }, lines: ["99 wins"] });
    for (const name of ["Broken", "Long", "Strange"]) {
      const character = await create(name);
      expect([character.name, character.portrait, character.lines, character.badge]).toEqual([
        name,
        undefined,
        undefined,
        undefined,
      ]);
    }
    const { json } = await door.call("GET", "/api/characters?gameId=dice", { bearer });
    expect(json.characters.map(({ badge }: { badge?: string }) => badge)).toEqual([
      "new",
      "new",
      undefined,
      undefined,
      undefined,
    ]);
  },
);
