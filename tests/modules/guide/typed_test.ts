import assert from "node:assert/strict";
import { createTestServer, runModuleContract } from "../../../lib/testing/mod.ts";
import game from "./typed.ts";

runModuleContract(game);

Deno.test("a player rolls, and the best roll is kept", async () => {
  const config = { gameConfig: { typed_dice: { sides: 2 } } };
  await using server = await createTestServer({ games: [game], config, now: "2026-05-01T12:00:00Z" });
  using mara = await server.player("mara");
  const { character } = await mara.play("typed_dice", { name: "Aria" });
  assert.partialDeepStrictEqual(character, { data: { best: 0 }, createdAt: "2026-05-01T12:00:00.000Z" });

  const rolled = await mara.connection.request({ type: "roll" });
  assert.ok([1, 2].includes(Number(rolled["eyes"])));

  const [rows] = await server.db.query("SELECT data FROM characters WHERE id = ?", [character.id]);
  assert.deepEqual(JSON.parse(rows[0].data), { best: rolled["eyes"] });
});
