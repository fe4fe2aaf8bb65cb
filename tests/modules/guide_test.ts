import { expect } from "expect";
import { sql } from "kysely";
import type { Database } from "../../lib/platform/database/database.ts";
import { createTestServer } from "../../lib/testing/mod.ts";
import { addAccount, createTestUser } from "../domain/characters/setup.ts";
import { eachDatabase } from "../support/test_database.ts";
import { loadCodeBlock, readCodeBlocks } from "./code_blocks.ts";
import { startedHostOf } from "./setup.ts";

const PAGE = "docs/modules.md";

/** A host with one module of the guide. */
async function guideOn(database: Database, name: string) {
  const game = await loadCodeBlock(PAGE, name);
  const test = await startedHostOf(database, [game]);
  const gameId = game.id;
  const accountId = await addAccount(database, "ada");
  const user = createTestUser(accountId);
  const create = (className?: string) => test.characters.create({ accountId, gameId, name: "Hero", class: className });
  const say = async (message: { type: string; item?: string }) => {
    const character = (await test.characters.list(accountId, gameId))[0] ?? await create();
    await test.host.messageHandler(gameId, message.type)?.handle({ user, character, message });
    return user.sent.at(-1);
  };
  return { ...test, gameId, accountId, user, create, say };
}

Deno.test("every module of the guide is run by a test", async () => {
  expect([...(await readCodeBlocks(PAGE)).keys()].toSorted()).toEqual([
    "bell.ts",
    "dice.ts",
    "knights.ts",
    "letters.ts",
    "managed.ts",
    "notice_board.ts",
    "purse.ts",
    "refusing.ts",
    "shop.ts",
    "tavern.ts",
    "typed.ts",
    "typed_test.ts",
  ]);
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
  const rolled = await say({ type: "roll" });
  const { eyes } = rolled as { eyes: number };
  expect(rolled).toEqual({ type: "rolled", eyes, best: eyes });
  expect([1, 2, 3, 4, 5, 6]).toContain(eyes);
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
  await database.transaction((unit) => host.hooks.accountCreated(unit, account, characters));
  expect((await characters.list(accountId, gameId)).map(({ name }) => name)).toEqual(["ada"]);
});

eachDatabase("the guide's letters go with their account, and are taken along before", async (database) => {
  const { host, accountId } = await guideOn(database, "letters.ts");
  const count = async () => Number((await sql`select * from letters_sent`.execute(database.read)).rows.length);
  for (const id of [accountId, accountId + 1]) {
    await sql`insert into letters_sent (account_id, text) values (${id}, ${`by ${id}`})`.execute(database.write);
  }
  expect((await host.hooks.accountExports({ accountId })).get("letters")).toEqual({ sent: [`by ${accountId}`] });
  await database.transaction((unit) => host.hooks.accountDeleted(unit, { accountId }));
  expect(await count()).toBe(1);
});

eachDatabase("the guide's cards tell of a knight's wins", async (database) => {
  const { create } = await guideOn(database, "knights.ts");
  const card = { portrait: "/games/knights/knight.svg", lines: ["Level 1", "0 wins"], badge: "Squire" };
  expect(await create()).toMatchObject({ card });
});

Deno.test("the guide's typed code is what stands in guide/, where its test runs and `check` finds its types", async () => {
  const blocks = await readCodeBlocks(PAGE, "../../../");
  for (const name of ["typed.ts", "typed_test.ts", "purse.ts"]) {
    expect(await Deno.readTextFile(new URL(`guide/${name}`, import.meta.url))).toBe(blocks.get(name));
  }
});

Deno.test("the guide's tavern knows who is here", async () => {
  await using server = await createTestServer({ games: [await loadCodeBlock(PAGE, "tavern.ts")] });
  const anna = await server.player("anna");
  await anna.play("tavern");
  const bert = await server.player("bert");
  await bert.play("tavern");
  expect(await anna.next("guests")).toMatchObject({ names: ["anna"] });
  expect(await anna.next("guests")).toMatchObject({ names: ["anna", "bert"] });
  bert.leave();
  expect(await anna.next("guests")).toMatchObject({ names: ["anna"] });
});

Deno.test("the guide's purse is emptied, and then refuses", async () => {
  await using server = await createTestServer({ games: [await loadCodeBlock(PAGE, "purse.ts")] });
  const anna = await server.player("anna");
  const { character } = await anna.play("purse");
  expect(character.data).toEqual({ gold: 3, bag: [] });
  const buy = (item: string) => anna.connection.request({ type: "buy", item });
  for (const left of [2, 1, 0]) expect(await buy("pear")).toMatchObject({ type: "bought", gold: left });
  await expect(buy("apple")).rejects.toThrow("The purse is empty");
  await expect(buy("dragon")).rejects.toMatchObject({ code: "invalid_input" });
});

Deno.test("the guide's notice board answers below its own path", async () => {
  await using server = await createTestServer({ games: [await loadCodeBlock(PAGE, "notice_board.ts")] });
  await server.db.query("INSERT INTO notice_board_notices (text) VALUES (?)", ["Beware of the dog"]);
  const { json } = await server.call("GET", "/games/notice_board/notices");
  expect(json).toEqual({ notices: [{ text: "Beware of the dog" }] });
});

Deno.test("the guide's bell rings for each byte", async () => {
  await using server = await createTestServer({ games: [await loadCodeBlock(PAGE, "bell.ts")] });
  const line = await server.line("bell");
  await line.write("abc");
  expect(await line.read()).toEqual(Uint8Array.of(7, 7, 7));
});

Deno.test("the README's first module gives every character a purse", async () => {
  const blocks = await readCodeBlocks("README.md");
  expect([...blocks.keys()]).toEqual(["my_first_game.ts"]);
  const game = await loadCodeBlock("README.md", "my_first_game.ts");
  await using server = await createTestServer({ games: [game] });
  const anna = await server.player("anna");
  expect((await anna.play("my_first_game")).answer).toMatchObject({ character: { name: "anna", gold: 10 } });
});
