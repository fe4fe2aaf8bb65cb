/**
 * The characters of the open server of Slime Online 2: place, body, points, quest and all 41 slots. Bank, storage, clan,
 * mail, posts and plants have no place here, and stand in the report.
 */
import type { GameImporter, ImportContext, ModuleDatabase } from "../../modules/mod.ts";

const U8 = 0xff;
const U16 = 0xffff;
const U32 = 0xffff_ffff;
/** Kind of slot, how many, and the largest number that the wire carries. */
const SLOTS = [["emote", 5, U8], ["outfit", 9, U16], ["accessory", 9, U16], ["item", 9, U16], ["tool", 9, U8]] as const;

type Row = Readonly<Record<string, unknown>>;

/** Reads `characters` first, and then what hangs on them. */
export function createSlimeImporter(): GameImporter {
  /** Characters here by their keys there: later tables know only those. */
  const characterIds = new Map<string, number>();
  return {
    tables: ["characters", "inventories", "storage", "mail", "bbs_posts", "plant_state"],
    async row({ table, row }, context, db) {
      if (table === "characters") {
        const characterId = await importCharacter(row, context, db);
        if (characterId !== null) characterIds.set(String(row["id"]), characterId);
        // Of an earlier run, and gone since.
        else characterIds.delete(String(row["id"]));
      } else if (table === "inventories") {
        const characterId = characterIds.get(String(row["character_id"]));
        if (characterId !== undefined) await importInventory(characterId, row, db);
      } else if (table === "storage") {
        if (Number(row["item_id"]) > 0) context.notCarried("storage slot", `${row["character_id"]}/${row["slot"]}`);
      } else if (table === "mail") context.notCarried("mail", String(row["id"]));
      else if (table === "bbs_posts") context.notCarried("post", String(row["id"]));
      else if (row["owner_id"] !== null) context.notCarried("plant", `${row["room_id"]}/${row["spot_id"]}`);
    },
  };
}

async function importCharacter(row: Row, context: ImportContext, db: ModuleDatabase): Promise<number | null> {
  const foreignId = String(row["id"]);
  const accountForeignId = String(row["account_id"]);
  const characterId = await context.character({
    foreignId,
    accountForeignId,
    name: String(row["username"]),
    createdAt: new Date(`${String(row["created_at"]).replace(" ", "T")}Z`),
  });
  if (characterId === null) return null;
  if (Number(row["bank_balance"]) > 0) context.notCarried("bank balance", foreignId);
  if (row["clan_id"] !== null) context.notCarried("clan", foreignId);
  await insertOnce(db, "slime_characters", {
    character_id: characterId,
    account_id: await context.account(accountForeignId),
    spawn_x: clamp(row["x"], U16),
    spawn_y: clamp(row["y"], U16),
    spawn_room: clamp(row["room_id"], U16),
    body: clamp(row["body_id"], U16),
    accessory_1: clamp(row["acs1_id"], U16),
    accessory_2: clamp(row["acs2_id"], U16),
    points: clamp(row["points"], U32),
    signature: clamp(row["has_signature"], 1),
    quest_id: clamp(row["quest_id"], U16),
    quest_step: clamp(row["quest_step"], U8),
    trees_planted: clamp(row["trees_planted"], U16),
    objects_built: clamp(row["objects_built"], U16),
  });
  return characterId;
}

async function importInventory(characterId: number, row: Row, db: ModuleDatabase): Promise<void> {
  const slots = SLOTS.flatMap(([kind, count, largest]) =>
    Array.from(
      { length: count },
      (_, index) => [`${kind}_slot_${index + 1}`, clamp(row[`${kind}_${index + 1}`], largest)] as const,
    )
  );
  await insertOnce(db, "slime_inventories", { character_id: characterId, ...Object.fromEntries(slots) });
}

/** What is there already is the player's. */
async function insertOnce(db: ModuleDatabase, table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
  const names = Object.keys(row);
  await db.query(
    `insert into ${table} (${names.join(", ")}) values (${names.map(() => "?").join(", ")}) on conflict do nothing`,
    Object.values(row),
  );
}

/** Into the range of the wire. */
function clamp(value: unknown, largest: number): number {
  const number = Math.trunc(Number(value));
  return Number.isFinite(number) ? Math.min(largest, Math.max(0, number)) : 0;
}
