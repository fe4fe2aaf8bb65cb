/** Which tables are whose: a module's are named `<id>_…`, `my_game_stats` being `my_game`'s also beside a module `my`. */
import { sql } from "kysely";
import type { Database } from "../../platform/database/database.ts";

/** Of several ids that fit, the longest; undefined for a table of nobody's. */
export function ownerOfTable(table: string, ids: readonly string[]): string | undefined {
  return ids.filter((id) => table.startsWith(`${id}_`)).toSorted((a, b) => b.length - a.length)[0];
}

/** The tables that are there, by module and in order of their names, without those that remember its migrations. */
export async function findModuleTables(database: Database, ids: readonly string[]): Promise<Map<string, string[]>> {
  const select = database.engine === "sqlite"
    ? sql<{ name: string }>`select name from sqlite_master where type = 'table' order by name`
    : sql<{ name: string }>`select table_name as name from information_schema.tables
        where table_schema = current_schema() order by name`;
  const { rows } = await select.execute(database.read);
  const found = new Map(ids.map((id) => [id, [] as string[]]));
  for (const { name } of rows) {
    const owner = ownerOfTable(name, ids);
    if (owner === undefined || [`${owner}_migrations`, `${owner}_migration_lock`].includes(name)) continue;
    found.get(owner)?.push(name);
  }
  return found;
}
