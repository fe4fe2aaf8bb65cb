/** The contract of modules: the built-in games keep it, and a module that breaks a clause fails at that clause. */
import { expect } from "expect";
import { builtInGames } from "../../lib/games/mod.ts";
import type { GameModule, ModuleContext } from "../../lib/modules/mod.ts";
import { clausesOf } from "../../lib/testing/contract.ts";
import { runModuleContract } from "../../lib/testing/mod.ts";

for (const game of builtInGames) runModuleContract(game);

/** The names of the clauses that a module breaks. */
async function brokenBy(initialize: (context: ModuleContext) => void, more: Partial<GameModule> = {}) {
  const migrations = { "0001_rows": "create table rogue_rows (character_id bigint not null)" };
  const game: GameModule = { id: "rogue", name: "Rogue", migrations, initialize, ...more };
  const broken: string[] = [];
  for (const { name, keep } of clausesOf(game, {}, "sqlite")) await keep().catch(() => broken.push(name));
  return broken;
}

Deno.test("a module that keeps to it breaks no clause", async () => {
  expect(await brokenBy((context) => context.registerMessageHandler("hello", () => {}))).toEqual([]);
});

Deno.test("rows that outlive their character break the contract", async () => {
  const broken = await brokenBy((context) => {
    context.registerCharacterCreateHook("rogue", async ({ characterId }, db) => {
      await db.query("insert into rogue_rows (character_id) values (?)", [characterId]);
    });
  });
  expect(broken).toEqual(["a character comes and goes, and leaves nothing behind"]);
});

Deno.test("a row that is written outside the hook's transaction breaks the contract", async () => {
  const broken = await brokenBy((context) => {
    const written = (characterId: number) =>
      void context.db.query("insert into rogue_rows (character_id) values (?)", [characterId]);
    context.registerCharacterSelectHook("rogue", ({ user, character }) => {
      written(character.id);
      user.send({ type: "character_selected", character });
    });
  });
  expect(broken).toContain("a select that is undone leaves nothing behind");
});

Deno.test("a select hook that says nothing breaks the contract", async () => {
  expect(await brokenBy((context) => context.registerCharacterSelectHook("rogue", () => {})))
    .toEqual(["a character comes and goes, and leaves nothing behind"]);
});

Deno.test("a handler that fails at what nobody would send breaks the contract", async () => {
  const broken = await brokenBy((context) => {
    context.registerMessageHandler("jump", ({ message, user }) => {
      user.send({ type: "jumped", over: String(Reflect.get(Object(message), "over").name) });
    });
  });
  expect(broken).toEqual(["rubbish among the messages is refused"]);
});

Deno.test("a hook that refuses every registration breaks the contract", async () => {
  const broken = await brokenBy((context) =>
    context.registerAccountCreateHook(() => {
      throw new Error("nobody may come in");
    })
  );
  expect(broken).toEqual(["an account is made on any door"]);
});

Deno.test("a route that fails at odd paths breaks the contract", async () => {
  const broken = await brokenBy((context) =>
    context.routes.get("/scores/:name", (c) => c.text(decodeURIComponent(`${c.req.param("name")}%`)))
  );
  expect(broken).toEqual(["a whole server takes rubbish at every door, and goes on"]);
});

Deno.test("a migration that cannot run twice does not have to, and one that never ran breaks every clause", async () => {
  expect(await brokenBy(() => {}, { migrations: { "0001_rows": "create table elsewhere (id bigint)" } })).toHaveLength(
    8,
  );
});
