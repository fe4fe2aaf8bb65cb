/** A `ModuleDatabase` over a real database, with the tables of the game. */
import { CompiledQuery } from "kysely";
import type { Database } from "../../../lib/platform/database/database.ts";
import slime from "../../../lib/games/slime/module.ts";
import type { ModuleDatabase } from "../../../lib/modules/mod.ts";

export async function createSlimeTables(database: Database): Promise<ModuleDatabase> {
  const db = createModuleDatabase(database);
  for (const migration of Object.values(slime.migrations)) {
    for (const statement of migration.split(";").filter((text) => text.trim() !== "")) await db.query(statement);
  }
  return db;
}

function createModuleDatabase(database: Database): ModuleDatabase {
  return {
    kysely: database.write,
    async query(text, parameters = []) {
      let count = 0;
      const numbered = database.engine === "postgres" ? text.replaceAll("?", () => `$${++count}`) : text;
      const result = await database.write.executeQuery(CompiledQuery.raw(numbered, [...parameters]));
      if (/^select | returning /.test(text)) return [result.rows];
      return [{ affectedRows: Number(result.numAffectedRows ?? 0) }];
    },
  };
}
