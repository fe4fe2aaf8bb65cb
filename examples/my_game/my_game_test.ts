import assert from "node:assert/strict";
import { createTestServer, runModuleContract } from "../../lib/testing/mod.ts";
import myGame from "./mod.ts";

runModuleContract(myGame);

Deno.test("a dragon is survived once, and the inn is paid from its gold", async () => {
  await using server = await createTestServer({ games: [myGame] });
  using mara = await server.player("mara");
  const { character, answer } = await mara.play("my_game");
  assert.partialDeepStrictEqual(answer, { type: "character_selected", character: { stats: { hp: 100, gold: 0 } } });

  const fight = () => mara.connection.request({ type: "fight", monster: "dragon" });
  assert.partialDeepStrictEqual(await fight(), { type: "stats", stats: { hp: 10, gold: 100 } });
  await assert.rejects(fight(), { code: "too_weak" });
  assert.partialDeepStrictEqual(await mara.connection.request({ type: "rest" }), { stats: { hp: 100, gold: 95 } });

  await mara.connection.deleteCharacter({ gameId: "my_game", characterId: character.id });
  assert.deepEqual(await server.db.query("SELECT * FROM my_game_stats"), [[]]);
});
