/** A module's own tables: its migrations, in a history of its own, and the rule that tables are named after it. */
import { CompiledQuery, type Kysely } from "kysely";
import type { Database, Engine } from "../../platform/database/database.ts";
import { migrate } from "../../platform/database/migrator.ts";
import { createModuleKysely, type Execute } from "./module_kysely.ts";
import { ownerOfTable } from "./module_tables.ts";
import { newTables, parseStatement, splitStatements } from "./sql_statements.ts";
import type { GameModule, ModuleMigration } from "../types.ts";

/**
 * Applies what is missing.
 * @param ids of every loaded module, for whose tables are whose
 * @returns the names of what was applied
 * @throws {Error} naming the module, the migration, and the other module when the table is another's
 */
export async function migrateModule(database: Database, module: GameModule, ids: readonly string[]): Promise<string[]> {
  const { engine } = database;
  const migrations = Object.entries(module.migrations ?? {}).map(([name, migration]) => {
    const up = (db: Kysely<unknown>) => inTransaction(db, (inside) => apply(migration, inside, engine, module.id, ids));
    return [name, { up }] as const;
  });
  return await migrate(database, { name: module.id, migrations: Object.fromEntries(migrations) });
}

/** On PostgreSQL the migrator has begun one; on SQLite a half-applied migration must not stay either. */
async function inTransaction(db: Kysely<unknown>, run: (db: Kysely<unknown>) => Promise<void>): Promise<void> {
  await (db.isTransaction ? run(db) : db.transaction().execute(run));
}

async function apply(
  migration: ModuleMigration,
  db: Kysely<unknown>,
  engine: Engine,
  id: string,
  ids: readonly string[],
): Promise<void> {
  const execute: Execute = async <Row>(query: CompiledQuery) => {
    for (const table of newTables(parseStatement(query.sql, engine))) checkTable(table, id, ids);
    return await db.executeQuery<Row>(query);
  };
  if (typeof migration === "string") {
    for (const statement of splitStatements(migration, engine)) await execute(CompiledQuery.raw(statement));
    return;
  }
  const begin = () => Promise.reject(new Error("Could not begin a transaction: a migration is in one already"));
  await migration.up(createModuleKysely({ engine, execute, begin }));
}

function checkTable(table: string, id: string, ids: readonly string[]): void {
  const owner = ownerOfTable(table, ids);
  if (owner === undefined) {
    throw new Error(`Could not make the table "${table}": the tables of the module "${id}" are named ${id}_…`);
  }
  if (owner !== id) {
    throw new Error(`Could not make the table "${table}": "${id}" and "${owner}" both claim it; it is the latter's`);
  }
}
