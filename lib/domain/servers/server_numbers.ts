/**
 * The numbers of ids like `server_001`. None is given twice, also after its server is deleted: characters and tokens
 * remember their server by its id.
 */
import type { UnitOfWork } from "../../platform/database/database.ts";
import { createSettingsStore } from "../../platform/database/settings.ts";

/** The setting that holds the last number, as decimal text. */
const SETTING = "servers.last_number";

/** The first id of all, or null when numbers were given before. Of two instances at once one gets it. */
export async function startServerNumbers(unit: UnitOfWork): Promise<string | null> {
  return await createSettingsStore(unit.db).insert(SETTING, encode(1)) ? serverId(1) : null;
}

/** The next free id. Two transactions at once may get the same one; the later then fails at its insert. */
export async function nextServerId(unit: UnitOfWork): Promise<string> {
  const settings = createSettingsStore(unit.db);
  const last = await settings.find(SETTING);
  let number = last === null ? 0 : decode(last);
  // An operator may have chosen one of these ids.
  while (await exists(unit, serverId(++number)));
  await settings.put(SETTING, encode(number));
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
