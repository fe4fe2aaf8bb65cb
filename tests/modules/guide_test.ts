import { expect } from "expect";
import { join } from "node:path";
import type { Database } from "../../lib/database/database.ts";
import { loadGameModules } from "../../lib/modules/loader.ts";
import { addAccount, createTestUser } from "../characters/setup.ts";
import { createTestClock } from "../support/test_clock.ts";
import { eachDatabase } from "../support/test_database.ts";
import { startedHostOf } from "./setup.ts";

const ROOT = new URL("../../", import.meta.url).href;

/** The code blocks of docs/modules.md that begin with the name of a file. */
async function exampleFiles(): Promise<Map<string, string>> {
  const guide = await Deno.readTextFile(new URL("../../docs/modules.md", import.meta.url));
  const blocks = guide.matchAll(/^```ts\n\/\/ (\w+\.ts)\n(.*?)^```/gms);
  return new Map([...blocks].map(([, name = "", text = ""]) => [name, text.replaceAll('"gatehouse/', `"${ROOT}`)]));
}

/** A host with the modules of the guide, loaded as files. */
async function guideOn(database: Database, name: string) {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse_guide_" });
  try {
    const file = join(folder, name);
    await Deno.writeTextFile(file, (await exampleFiles()).get(name) ?? "");
    const modules = (await loadGameModules(file, createTestClock())).map(({ module }) => module);
    const test = await startedHostOf(database, modules);
    const gameId = modules[0]?.id ?? "";
    const accountId = await addAccount(database, "ada");
    const user = createTestUser(accountId);
    const create = (className?: string) =>
      test.characters.create({ accountId, gameId, name: "Hero", class: className });
    const say = async (message: { type: string; item?: string }) => {
      const character = (await test.characters.list(accountId, gameId))[0] ?? await create();
      await test.host.messageHandler(gameId, message.type)?.handle({ user, character, message });
      return user.sent.at(-1);
    };
    return { ...test, gameId, accountId, user, create, say };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("every module of the guide is run by a test", async () => {
  expect([...(await exampleFiles()).keys()])
    .toEqual(["dice.ts", "typed.ts", "refusing.ts", "shop.ts", "managed.ts"]);
});

eachDatabase("the guide's first module greets a character with its luck, and rolls", async (database) => {
  const { characters, accountId, gameId, user, create, say } = await guideOn(database, "dice.ts");
  const character = await create();
  await characters.select({ accountId, gameId, characterId: character.id, user });
  expect(user.sent).toEqual([{ type: "character_selected", character, luck: 7 }]);
  expect(await say({ type: "roll" })).toMatchObject({ type: "rolled" });
});

eachDatabase("the guide's typed module works the same", async (database) => {
  const { say } = await guideOn(database, "typed.ts");
  expect(await say({ type: "roll" })).toEqual({ type: "rolled", eyes: 6 });
});

eachDatabase("the guide's knights refuse whoever is none, in their own words", async (database) => {
  const { create } = await guideOn(database, "refusing.ts");
  await expect(create("wizard")).rejects.toThrow("Only knights may enter");
  expect((await create("knight")).class).toBe("knight");
});

eachDatabase("the guide's shop sells what it has", async (database) => {
  const { say } = await guideOn(database, "shop.ts");
  await say({ type: "buy", item: "apple" });
  expect(await say({ type: "buy", item: "pear" })).toEqual({
    type: "bag",
    items: ["apple", "pear"],
  });
  await expect(say({ type: "buy", item: "dragon" })).rejects.toThrow("item");
});

eachDatabase("the guide's managed game makes a character with the account", async (database) => {
  const { host, characters, accountId, gameId } = await guideOn(database, "managed.ts");
  const account = { id: accountId, username: "ada", email: null, door: "http" };
  await database.transaction((unit) => host.hooks.accountCreated(unit, account));
  expect((await characters.list(accountId, gameId)).map(({ name }) => name)).toEqual(["ada"]);
});
