import { expect } from "expect";
import type { Database } from "../../../lib/platform/database/database.ts";
import { getCharacter } from "../../../lib/games/slime/characters.ts";
import slime from "../../../lib/games/slime/module.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import type {
  AccountCreated,
  ChangeData,
  CharacterCreated,
  CharacterDeleted,
  CharacterWriter,
  ListenOptions,
  ModuleContext,
  ModuleDatabase,
} from "../../../lib/modules/mod.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { createSlimeTables } from "./module_database.ts";
import { createTestClock } from "../../support/test_clock.ts";

interface Registered {
  accountCreated?: (account: AccountCreated, characters: CharacterWriter) => void | Promise<void>;
  created?: (data: CharacterCreated, db: ModuleDatabase, changeData: ChangeData) => void | Promise<void>;
  deleted?: (data: CharacterDeleted, db: ModuleDatabase) => void | Promise<void>;
  door?: { port: string; options: ListenOptions };
  jobs: string[];
}

/** What the module registers. */
function initialize(config: unknown = {}): Required<Registered> {
  const registered: Registered = { jobs: [] };
  const context: Partial<ModuleContext> = {
    config: slime.config.parse(config),
    log: silentLog,
    clock: createTestClock(),
    registerAccountCreateHook: (hook) => void (registered.accountCreated = hook),
    registerCharacterCreateHook: (_gameId, hook) => void (registered.created = hook),
    registerCharacterDeleteHook: (_gameId, hook) => void (registered.deleted = hook),
    registerAccountDeleteHook: () => {},
    registerImport: () => {},
    registerJob: (name) => void registered.jobs.push(name),
    listen: (port, options) => void (registered.door = { port, options }),
  };
  slime.initialize(context as ModuleContext);
  return registered as Required<Registered>;
}

const noData = () => Promise.reject(new Error("Slime keeps no data with its characters"));

async function createCharacter(database: Database, config: unknown = {}): Promise<ModuleDatabase> {
  const db = await createSlimeTables(database);
  await initialize(config).created(
    { characterId: 7, accountId: 42, name: "anna", class: null, data: undefined },
    db,
    noData,
  );
  return db;
}

Deno.test("the module names its port, its deadlines and its largest frame", () => {
  const { door, jobs } = initialize();
  expect(slime.ports).toEqual({ slime: { port: 5555, variable: "SLIME_PORT", door: "slime" } });
  expect(door.port).toBe("slime");
  expect(door.options).toMatchObject({ helloTimeoutMs: 30_000, idleTimeoutMs: 300_000, frameBytesMax: 8194 });
  expect(jobs).toEqual(["stale player ids"]);
});

Deno.test("characters are named as usernames are, which may begin with a digit", () => {
  expect(slime.character.ownership).toBe("managed");
  expect(slime.character.name.test("2fast_4u")).toBe(true);
  expect(slime.character.name.test("ab")).toBe(false);
  expect(slime.character.name.test("an na")).toBe(false);
});

Deno.test("an account made at this door gets its character at once, one made elsewhere does not", async () => {
  const { accountCreated } = initialize();
  const names: string[] = [];
  const characters = {
    create(input: { name: string }) {
      names.push(input.name);
      return Promise.reject(new Error("enough"));
    },
  };
  await accountCreated({ id: 1, username: "anna", email: null, door: "http" }, characters);
  expect(names).toEqual([]);
  await expect(accountCreated({ id: 2, username: "bert", email: null, door: "slime" }, characters)).rejects.toThrow();
  expect(names).toEqual(["bert"]);
});

eachDatabase("a new character stands at 160, 120 in room 1 with body 1 and nothing else", async (database) => {
  const db = await createCharacter(database);
  const nothing = (count: number) => new Array(count).fill(0);
  expect(await getCharacter(db, 7)).toEqual({
    ...{ spawnX: 160, spawnY: 120, spawnRoom: 1, body: 1, accessory1: 0, accessory2: 0, points: 0, signature: false },
    ...{ questId: 0, questStep: 0, treesPlanted: 0, objectsBuilt: 0 },
    inventory: {
      emotes: nothing(5),
      outfits: nothing(9),
      accessories: nothing(9),
      items: nothing(9),
      tools: nothing(9),
    },
  });
});

eachDatabase("the spawn is configured", async (database) => {
  const db = await createCharacter(database, { spawn: { x: 1, y: 2, room: 3 } });
  expect(await getCharacter(db, 7)).toMatchObject({ spawnX: 1, spawnY: 2, spawnRoom: 3 });
});

eachDatabase("each column comes back in its own field", async (database) => {
  const db = await createCharacter(database);
  await db.query(
    "update slime_characters set accessory_1 = 2, accessory_2 = 3, points = 4294967295, signature = 1, quest_id = 4, " +
      "quest_step = 255, trees_planted = 6, objects_built = 65535",
  );
  await db.query(
    "update slime_inventories set emote_slot_1 = 1, outfit_slot_9 = 2, accessory_slot_2 = 3, item_slot_3 = 4, " +
      "tool_slot_9 = 5",
  );
  expect(await getCharacter(db, 7)).toMatchObject({
    ...{ accessory1: 2, accessory2: 3, points: 4294967295, signature: true, questId: 4, questStep: 255 },
    ...{ treesPlanted: 6, objectsBuilt: 65535 },
    inventory: {
      emotes: [1, 0, 0, 0, 0],
      outfits: [0, 0, 0, 0, 0, 0, 0, 0, 2],
      accessories: [0, 3, 0, 0, 0, 0, 0, 0, 0],
      items: [0, 0, 4, 0, 0, 0, 0, 0, 0],
      tools: [0, 0, 0, 0, 0, 0, 0, 0, 5],
    },
  });
});

eachDatabase("what does not fit the wire is not stored", async (database) => {
  const db = await createCharacter(database);
  const changes = ["points = 4294967296", "points = -1", "points = 'many'", "quest_step = 256", "signature = 2"];
  for (const change of changes) {
    await expect(db.query(`update slime_characters set ${change}`)).rejects.toThrow();
  }
  await expect(db.query("update slime_inventories set tool_slot_1 = 256")).rejects.toThrow();
});

eachDatabase("an account has one character", async (database) => {
  const db = await createCharacter(database);
  const { created } = initialize();
  const second = created({ characterId: 8, accountId: 42, name: "bert", class: null, data: undefined }, db, noData);
  await expect(Promise.resolve(second)).rejects.toThrow();
});

eachDatabase("a deleted character takes its rows along", async (database) => {
  const db = await createCharacter(database);
  await initialize().deleted({ characterId: 7, accountId: 42 }, db);
  for (const table of ["slime_characters", "slime_inventories"]) {
    const [rows] = await db.query(`select character_id from ${table}`);
    expect(rows).toEqual([]);
  }
  await expect(getCharacter(db, 7)).rejects.toMatchObject({ code: "not_found" });
});
