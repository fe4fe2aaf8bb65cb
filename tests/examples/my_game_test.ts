import { expect } from "expect";
import { sql } from "kysely";
import myGame from "../../examples/my_game/mod.ts";
import type { Character } from "../../lib/domain/characters/character.ts";
import type { Database } from "../../lib/platform/database/database.ts";
import { loadGameModules } from "../../lib/modules/loading/loader.ts";
import { addAccount, codeOf, createTestUser } from "../domain/characters/setup.ts";
import { startedHostOf } from "../modules/setup.ts";
import { createTestClock } from "../support/test_clock.ts";
import { eachDatabase } from "../support/test_database.ts";

/** A player whose new character is selected. */
async function playingOn(database: Database, gameConfig: Record<string, unknown> = {}) {
  const { host, characters } = await startedHostOf(database, [myGame], { gameConfig });
  const ada = await addAccount(database, "ada");
  const character = await characters.create({ accountId: ada, gameId: "my_game", name: "Hero" });
  const user = createTestUser(ada);
  await characters.select({ accountId: ada, gameId: "my_game", characterId: character.id, user });
  const say = async (type: string, message: object = {}) => {
    await host.messageHandler("my_game", type)?.handle({ user, character, message: { type, ...message } });
    return user.sent.at(-1);
  };
  return { characters, character, user, say };
}

function statsOf(character: Character, hp: number, gold: number, maxHp = 100) {
  return { character_id: character.id, hp, max_hp: maxHp, gold };
}

eachDatabase("a new character is told its stats when it is selected", async (database) => {
  const { user, character } = await playingOn(database, { my_game: { hitPoints: 7 } });
  const stats = statsOf(character, 7, 0, 7);
  expect(JSON.parse(String(user.sent[0]))).toEqual({ type: "character_selected", character: { ...character, stats } });
  expect({ ...user.player.stats }).toEqual(stats);
});

eachDatabase(
  "a fight costs hit points and brings gold, and a night at the inn is the other way round",
  async (database) => {
    const { character, say, user } = await playingOn(database);
    expect(await say("rest")).toEqual({ error: "too_poor", message: "A night at the inn costs 5 gold" });
    expect(await say("fight", { monster: "dragon" })).toEqual({ type: "stats", stats: statsOf(character, 10, 100) });
    expect(await say("fight", { monster: "wolf" })).toMatchObject({ error: "too_weak" });
    expect(await say("rest")).toEqual({ type: "stats", stats: statsOf(character, 100, 95) });
    expect({ ...user.player.stats }).toEqual(statsOf(character, 100, 95));
  },
);

eachDatabase("of two dragons at once a character survives one", async (database) => {
  const { user, say, character } = await playingOn(database);
  await Promise.all([say("fight", { monster: "dragon" }), say("fight", { monster: "dragon" })]);
  expect(user.sent.slice(1)).toContainEqual(expect.objectContaining({ error: "too_weak" }));
  expect(user.sent.slice(1)).toContainEqual({ type: "stats", stats: statsOf(character, 10, 100) });
});

eachDatabase("nobody fights what is not there", async (database) => {
  const { user, say } = await playingOn(database);
  expect(await codeOf(say("fight", { monster: "constructor" }))).toBe("invalid_input");
  expect(await codeOf(say("fight"))).toBe("invalid_input");
  expect(user.sent).toHaveLength(1);
});

eachDatabase("a deleted character leaves no stats", async (database) => {
  const { characters, character } = await playingOn(database);
  await characters.delete({ accountId: character.accountId, characterId: character.id });
  const { rows } = await sql`select * from my_game_stats`.execute(database.write);
  expect(rows).toEqual([]);
});

Deno.test("the example is loaded from its folder, and from the folder of all examples", async () => {
  for (const source of ["examples/my_game", "examples"]) {
    const modules = (await loadGameModules(source, createTestClock())).map(({ module }) => module);
    expect(modules).toContain(myGame);
  }
});
