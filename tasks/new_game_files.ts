/** What `deno task new-game` writes: the smallest game that has a bit of everything. */

/**
 * @param id of the game
 * @param lib the path from its folder to this project's `lib`
 * @returns texts by file names below the folder
 */
export function gameFiles(id: string, lib: string): Readonly<Record<string, string>> {
  const from = lib.startsWith(".") ? lib : `./${lib}`;
  return {
    "mod.ts": moduleText(id, from),
    "migrations/0001_visits.ts": migrationText(id),
    [`${id}_test.ts`]: testText(id, from),
  };
}

/** `my_game` is My game. */
function titleOf(id: string): string {
  const words = id.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function moduleText(id: string, lib: string): string {
  return `import { z } from "zod";
import { defineGame } from "${lib}/modules/mod.ts";
import { visitsTable } from "./migrations/0001_visits.ts";

/** Under \`gameConfig.${id}\` in config/server.json. */
const config = z.strictObject({ greeting: z.string().min(1).max(200).default("Welcome") }).prefault({});

/** What the game keeps with each character; its player sees it. */
const character = z.object({ gold: z.int().min(0).default(10) });

export default defineGame({
  id: "${id}",
  name: "${titleOf(id)}",
  config,
  character,
  migrations: { "0001_visits": visitsTable },

  initialize(context) {
    context.registerCharacterCreateHook("${id}", async ({ characterId }, db) => {
      await db.query("INSERT INTO ${id}_visits (character_id, visits) VALUES (?, 0)", [characterId]);
    });

    context.registerCharacterSelectHook("${id}", async ({ user, character, db }) => {
      const [rows] = await db.query(
        "UPDATE ${id}_visits SET visits = visits + 1 WHERE character_id = ? RETURNING visits",
        [character.id],
      );
      const { greeting } = context.config;
      user.send({ type: "character_selected", character, greeting, visits: rows[0].visits });
    });

    context.registerCharacterDeleteHook("${id}", async ({ characterId }, db) => {
      await db.query("DELETE FROM ${id}_visits WHERE character_id = ?", [characterId]);
    });

    context.registerMessageHandler("dig", async ({ user, message, changeData }) => {
      const { gold } = await changeData((data) => ({ gold: data.gold + message.depth }));
      user.send({ type: "found", gold });
    }, { schema: z.object({ depth: z.int().min(1).max(5) }) });
  },
});
`;
}

function migrationText(id: string): string {
  return `/** Never change a migration that has been released: add one. */
export const visitsTable = \`create table ${id}_visits (
  character_id bigint not null primary key,
  visits bigint not null
)\`;
`;
}

function testText(id: string, lib: string): string {
  return `import assert from "node:assert/strict";
import { createTestServer, runModuleContract } from "${lib}/testing/mod.ts";
import game from "./mod.ts";

runModuleContract(game);

Deno.test("a player is greeted, digs, and finds the gold again", async () => {
  const config = { gameConfig: { ${id}: { greeting: "Hello" } } };
  await using server = await createTestServer({ games: [game], config });
  using mara = await server.player("mara");
  const { character, answer } = await mara.play("${id}");
  assert.partialDeepStrictEqual(answer, { greeting: "Hello", visits: 1, character: { data: { gold: 10 } } });

  const found = await mara.connection.request({ type: "dig", depth: 3 });
  assert.partialDeepStrictEqual(found, { type: "found", gold: 13 });
  await assert.rejects(mara.connection.request({ type: "dig", depth: 6 }), { code: "invalid_input" });

  const again = await mara.connection.selectCharacter({ gameId: "${id}", characterId: character.id });
  assert.partialDeepStrictEqual(again, { visits: 2, character: { data: { gold: 13 } } });
});
`;
}
