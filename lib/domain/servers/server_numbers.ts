/**
 * The numbers of ids like `server_001`. None is given twice, also after its server is deleted: characters and tokens
 * remember their server by its id.
 */
import type { UnitOfWork } from "../../platform/database/database.ts";

/** The setting that holds the last number, as decimal text. */
const SETTING = "servers.last_number";

/** The first id of all, or null when numbers were given before. Of two instances at once one gets it. */
export async function startServerNumbers(unit: UnitOfWork): Promise<string | null> {
  const result = await unit.db.insertInto("settings").values({ name: SETTING, value: encode(1) })
    .onConflict((conflict) => conflict.column("name").doNothing()).executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n ? serverId(1) : null;
}

/** The next free id. Two transactions at once may get the same one; the later then fails at its insert. */
export async function nextServerId(unit: UnitOfWork): Promise<string> {
  const row = await unit.db.selectFrom("settings").select("value").where("name", "=", SETTING).executeTakeFirst();
  let number = row === undefined ? 0 : decode(row.value);
  // An operator may have chosen one of these ids.
  while (await exists(unit, serverId(++number)));
  await unit.db.insertInto("settings").values({ name: SETTING, value: encode(number) })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: encode(number) })).execute();
  return serverId(number);
}

async function exists(unit: UnitOfWork, id: string): Promise<boolean> {
  return await unit.db.selectFrom("servers").select("id").where("id", "=", id).executeTakeFirst() !== undefined;
}

function serverId(number: number): string {
  return `server_${String(number).padStart(3, "0")}`;
}

function encode(number: number): Uint8Array {
  return new TextEncoder().encode(String(number));
}

function decode(value: Uint8Array): number {
  return Number(new TextDecoder().decode(value));
}
