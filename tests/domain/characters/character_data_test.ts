import { expect } from "expect";
import { z } from "zod";
import { createCharacters } from "../../../lib/domain/characters/characters.ts";
import { createAudit } from "../../../lib/domain/audit/audit.ts";
import { CHARACTER_NAME, type Game } from "../../../lib/domain/characters/games.ts";
import type { CharacterHooks } from "../../../lib/domain/characters/hooks.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { addAccount, catalogOf, codeOf, hooksWith } from "./setup.ts";

const purse = z.object({ gold: z.int().min(0).default(10), items: z.array(z.string()).default([]) });
type Purse = z.output<typeof purse>;

function charactersWith(database: Database, data: Game["data"], hooks: Partial<CharacterHooks> = {}) {
  const clock = createTestClock();
  const game: Game = { id: "shop", name: "Shop", characterName: CHARACTER_NAME, ownership: "player", data };
  return createCharacters({
    database,
    audit: createAudit({ clock }),
    games: catalogOf([game, { ...game, id: "other" }]),
    hooks: hooksWith(hooks),
    charactersPerGame: 10,
    onDeleted: [],
  });
}

async function heroWith(database: Database, data: Game["data"], hooks?: Partial<CharacterHooks>) {
  const characters = charactersWith(database, data, hooks);
  const accountId = await addAccount(database, "ada");
  const hero = await characters.create({ accountId, gameId: "shop", name: "Hero" });
  const own = { characterId: hero.id, accountId, gameId: "shop" };
  const change = (to: (data: Purse) => unknown) =>
    characters.changeData({ characterId: hero.id, gameId: "shop", change: (old) => to(old as Purse) });
  return { characters, hero, own, change };
}

eachDatabase("a new character has what the schema makes of nothing, and its player sees it", async (database) => {
  const { characters, hero, own } = await heroWith(database, purse);
  expect(hero.data).toEqual({ gold: 10, items: [] });
  expect((await characters.list(own.accountId, "shop"))[0]?.data).toEqual(hero.data);
});

eachDatabase("a game without a schema keeps nothing, and can change nothing", async (database) => {
  const { hero, change } = await heroWith(database, null);
  expect(hero.data).toBeUndefined();
  expect("data" in JSON.parse(JSON.stringify(hero))).toBe(false);
  await expect(change(() => ({ gold: 1 }))).rejects.toThrow('the game "shop" has no schema for it');
});

eachDatabase("a change is kept as a whole", async (database) => {
  const { characters, own, change } = await heroWith(database, purse);
  expect(await change((data) => ({ ...data, gold: data.gold + 5, items: ["lantern"] })))
    .toEqual({ gold: 15, items: ["lantern"] });
  expect((await characters.get(own)).data).toEqual({ gold: 15, items: ["lantern"] });
});

eachDatabase("what the schema does not take is not written", async (database) => {
  const { characters, own, change } = await heroWith(database, purse);
  await expect(change(() => ({ gold: -1 }))).rejects.toThrow("Could not write a character's data: data.gold");
  await expect(change(() => Promise.resolve({ gold: 1 }))).rejects.toThrow("not a promise");
  await expect(change(() => ({ items: ["x".repeat(20_000)] }))).rejects.toThrow("16384 are allowed");
  await expect(change(() => {
    throw new Error("thought better of it");
  })).rejects.toThrow("thought better of it");
  expect((await characters.get(own)).data).toEqual({ gold: 10, items: [] });
});

eachDatabase("what could not be read again is not written", async (database) => {
  const dated = z.object({ born: z.date().default(new Date(0)) });
  const characters = charactersWith(database, dated);
  const accountId = await addAccount(database, "ada");
  await expect(characters.create({ accountId, gameId: "shop", name: "Hero" }))
    .rejects.toThrow("Could not read back a character's data: data.born");
  expect(await characters.list(accountId, "shop")).toEqual([]);
});

eachDatabase("of many changes at once none is lost", async (database) => {
  const { change } = await heroWith(database, purse);
  await Promise.all(Array.from({ length: 20 }, () => change((data) => ({ ...data, gold: data.gold + 1 }))));
  expect(await change((data) => data)).toMatchObject({ gold: 30 });
});

eachDatabase("a field that came later has its default in characters of before", async (database) => {
  const { own } = await heroWith(database, z.object({ gold: z.int().default(10) }));
  const later = charactersWith(database, purse.extend({ level: z.int().default(3) }));
  expect((await later.get(own)).data).toEqual({ gold: 10, items: [], level: 3 });
});

eachDatabase("data that a new schema cannot read is no longer served, and says which field", async (database) => {
  const { own } = await heroWith(database, purse);
  const later = charactersWith(database, z.object({ gold: z.string().default("") }));
  await expect(later.get(own)).rejects.toThrow("Could not read a character's data: data.gold");
});

eachDatabase("the create hook sees the data, and what it changes is the character's", async (database) => {
  const seen: unknown[] = [];
  const { hero } = await heroWith(database, purse, {
    created: async (unit, _gameId, { characterId, data }) => {
      seen.push(data);
      await unit.db.updateTable("characters").set({ data: '{"gold":50}' }).where("id", "=", characterId).execute();
    },
    afterCreated: (_gameId, { data }) => Promise.resolve(void seen.push(data)),
  });
  expect(seen).toEqual([{ gold: 10, items: [] }, { gold: 50, items: [] }]);
  expect(hero.data).toEqual({ gold: 50, items: [] });
});

eachDatabase("nobody changes what is another game's, or gone", async (database) => {
  const { characters, hero, own, change } = await heroWith(database, purse);
  const elsewhere = characters.changeData({ characterId: hero.id, gameId: "other", change: (data) => data });
  expect(await codeOf(elsewhere)).toBe("unknown_character");
  await characters.delete(own);
  expect(await codeOf(change((data) => data))).toBe("unknown_character");
});
