/** The rows of `slime_characters` and `slime_inventories`. */
import { AppError, type ModuleDatabase } from "../../modules/mod.ts";
import type { NewCharacter } from "./new_character.ts";
import { type AccountData, INVENTORY_SLOTS } from "./protocol/account_data.ts";

type Query = Pick<ModuleDatabase, "query">;

/** What is stored of a player: the account data without what belongs to the moment of the login. */
type SlimeCharacter = Omit<
  AccountData,
  "playerId" | "serverTime" | "messageOfTheDay" | "day" | "hour" | "minute" | "username"
>;

/** A new character: body 1, no points, as the tables' defaults have it, and nothing in the slots that are not named. */
export async function insertCharacter(
  db: Query,
  { characterId, accountId, begins }: { characterId: number; accountId: number; begins: NewCharacter },
): Promise<void> {
  await db.query(
    "insert into slime_characters (character_id, account_id, spawn_x, spawn_y, spawn_room) values (?, ?, ?, ?, ?)",
    [characterId, accountId, begins.x, begins.y, begins.room],
  );
  const slots = [
    ...begins.emotes.map((value, index) => [`emote_slot_${index + 1}`, value] as const),
    ...begins.items.map((value, index) => [`item_slot_${index + 1}`, value] as const),
  ];
  const columns = ["character_id", ...slots.map(([column]) => column)];
  await db.query(
    `insert into slime_inventories (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`,
    [characterId, ...slots.map(([, value]) => value)],
  );
}

/** The inventory goes with it. */
export async function deleteCharacter(db: Query, characterId: number): Promise<void> {
  await db.query("delete from slime_characters where character_id = ?", [characterId]);
}

/** Of an account that goes: also what an import brought of characters that were deleted there. */
export async function deleteCharactersOf(db: Query, accountId: number): Promise<void> {
  await db.query("delete from slime_characters where account_id = ?", [accountId]);
}

/** @throws {AppError} `not_found` */
export async function getCharacter(db: Query, characterId: number): Promise<SlimeCharacter> {
  const [rows] = await db.query(
    "select * from slime_characters left join slime_inventories using (character_id) where character_id = ?",
    [characterId],
  );
  const row: Record<string, number> | undefined = rows[0];
  if (row === undefined) throw new AppError("not_found", `Could not find the rows of Slime character ${characterId}`);
  const number = (column: string) => Number(row[column]);
  const slots = (column: string, count: number) =>
    Array.from({ length: count }, (_, index) => number(`${column}_slot_${index + 1}`));
  return {
    spawnX: number("spawn_x"),
    spawnY: number("spawn_y"),
    spawnRoom: number("spawn_room"),
    body: number("body"),
    accessory1: number("accessory_1"),
    accessory2: number("accessory_2"),
    points: number("points"),
    signature: number("signature") === 1,
    questId: number("quest_id"),
    questStep: number("quest_step"),
    treesPlanted: number("trees_planted"),
    objectsBuilt: number("objects_built"),
    inventory: {
      emotes: slots("emote", INVENTORY_SLOTS.emotes),
      outfits: slots("outfit", INVENTORY_SLOTS.outfits),
      accessories: slots("accessory", INVENTORY_SLOTS.accessories),
      items: slots("item", INVENTORY_SLOTS.items),
      tools: slots("tool", INVENTORY_SLOTS.tools),
    },
  };
}
