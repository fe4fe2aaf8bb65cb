/** What the types of the public API promise. Most of it is checked before anything runs: `@ts-expect-error` is an error where there is none. */
import { expect } from "expect";
import { z } from "zod";
import {
  type CharacterDataOf,
  type ClientProtocol,
  defineGame,
  type GameModule,
  type MessageCall,
} from "../../lib/modules/mod.ts";
import type { Connection } from "../../static/client.js";

const typed = defineGame({
  id: "typed",
  name: "Typed",
  config: z.strictObject({ hitPoints: z.int().default(100) }).prefault({}),
  character: { data: z.object({ gold: z.int().default(10) }), ownership: "managed" },
  migrations: { "0001_rows": "create table typed_rows (id bigint)" },

  initialize(context) {
    const hitPoints: number = context.config.hitPoints;
    // @ts-expect-error the schema knows no such key
    context.config.gold;

    context.registerCharacterCreateHook("typed", async (data, _db, changeData) => {
      const { gold } = await changeData((old) => ({ gold: old.gold + data.data.gold + hitPoints }));
      gold.toFixed();
      // @ts-expect-error gold is a number
      await changeData(() => ({ gold: "much" }));
    });
    context.registerCharacterSelectHook("typed", ({ character }) => {
      character.data.gold.toFixed();
      // @ts-expect-error the schema knows no such key
      character.data.silver;
    });
    context.registerCharacterSelectHook("another", ({ character }) => {
      // @ts-expect-error another game's data is unknown
      character.data.gold;
    });
    context.afterCharacterSelect("typed", ({ character }) => void character.data.gold.toFixed());
    context.registerMessageHandler("buy", ({ message, character }) => {
      message.item.toUpperCase();
      character.data.gold.toFixed();
      // @ts-expect-error the message's schema knows no such key
      message.price;
    }, { schema: z.object({ item: z.string() }) });
    context.registerMessageHandler("look", (call) => takesAnyCall(call));
    void context.characters.list(1).then(([first]) => first?.data.gold.toFixed());
  },
});

/** A function of several handlers need not know the data. */
function takesAnyCall(call: MessageCall<unknown>): void {
  call.user.system("hello");
}

const bySchema = defineGame({
  id: "by_schema",
  name: "By its schema alone",
  character: z.object({ wins: z.int().default(0) }),
  initialize(context) {
    const nothing: undefined = context.config;
    context.registerCharacterSelectHook("by_schema", ({ character }) => void [character.data.wins.toFixed(), nothing]);
  },
});

const plain = defineGame({
  id: "plain",
  name: "Plain",
  initialize(context) {
    context.registerCharacterSelectHook("plain", ({ character }) => {
      const nothing: undefined = character.data;
      return nothing;
    });
  },
});

Deno.test("a module with types is the object that was written, and goes where every module goes", () => {
  const modules: GameModule[] = [typed, bySchema, plain];
  expect(modules.map(({ id }) => id)).toEqual(["typed", "by_schema", "plain"]);
  expect(typed.migrations["0001_rows"].startsWith("create table")).toBe(true);
  expect(typed.character.data.parse({})).toEqual({ gold: 10 });
});

Deno.test("the data of a character is known by its game, on the server and on the page", () => {
  const data: CharacterDataOf<typeof typed> = { gold: 3 };
  const bare: CharacterDataOf<typeof bySchema> = { wins: 1 };
  const nothing: CharacterDataOf<typeof plain> = undefined;
  // @ts-expect-error gold is a number
  const wrong: CharacterDataOf<typeof typed> = { gold: "3" };
  expect([data, bare, nothing, wrong]).toHaveLength(4);

  type Game = ClientProtocol<typeof typed, { type: "buy"; item: string }, { type: "bought" }>;
  const usePage = async (connection: Connection<Game>) => {
    const [character] = await connection.listCharacters("typed");
    character?.data.gold.toFixed();
    const answer = await connection.selectCharacter({ gameId: "typed", characterId: 1 });
    answer.character.data.gold.toFixed();
    connection.send({ type: "buy", item: "apple" });
    // @ts-expect-error the game takes no such message
    connection.send({ type: "sell" });
    // @ts-expect-error the schema knows no such key
    character?.data.silver;
  };
  expect(usePage).toBeInstanceOf(Function);
});
