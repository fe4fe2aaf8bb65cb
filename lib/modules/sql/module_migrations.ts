/** A module's own tables: its migrations, in a history of its own, and the rule that tables are named after it. */
import { CompiledQuery, type Kysely } from "kysely";
import type { Database, Engine } from "../../platform/database/database.ts";
import { migrate } from "../../platform/database/migrator.ts";
import { changesBetween, readCatalogue } from "./module_catalogue.ts";
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
export async function migrateModule(
  database: Database,
  module: GameModule,
  ids: readonly string[],
  beforeChange?: () => Promise<void>,
): Promise<string[]> {
  const { engine } = database;
  const migrations = Object.entries(module.migrations ?? {}).map(([name, migration]) => {
    const up = (db: Kysely<unknown>) => inTransaction(db, (inside) => apply(migration, inside, engine, module.id, ids));
    return [name, { up }] as const;
  });
  return await migrate(database, { name: module.id, migrations: Object.fromEntries(migrations) }, beforeChange);
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
  const before = await readCatalogue(db, engine);
  const execute: Execute = async <Row>(query: CompiledQuery) => {
    // Said before the database says that there is one already, which would name no module.
    for (const table of newTables(parseStatement(query.sql, engine))) checkOwner(table, "make", id, ids);
    return await db.executeQuery<Row>(query);
  };
  await run(migration, engine, execute);
  // What the text does not show: a view, a table by `select … into`, a change of another's.
  const after = await readCatalogue(db, engine);
  for (const name of changesBetween(before, after)) checkOwner(name, before.has(name) ? "change" : "make", id, ids);
}

async function run(migration: ModuleMigration, engine: Engine, execute: Execute): Promise<void> {
  if (typeof migration === "string") {
    for (const statement of splitStatements(migration, engine)) await execute(CompiledQuery.raw(statement));
    return;
  }
  const begin = () => Promise.reject(new Error("Could not begin a transaction: a migration is in one already"));
  await migration.up(createModuleKysely({ engine, execute, begin }));
}

function checkOwner(table: string, act: "make" | "change", id: string, ids: readonly string[]): void {
  const owner = ownerOfTable(table, ids);
  if (owner === undefined) {
    throw new Error(`Could not ${act} the table "${table}": the tables of the module "${id}" are named ${id}_…`);
  }
  if (owner !== id) {
    throw new Error(`Could not ${act} the table "${table}": "${id}" and "${owner}" both claim it; it is the latter's`);
  }
}
