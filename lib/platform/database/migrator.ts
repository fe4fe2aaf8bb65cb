/** Brings a database up to date: the core's history and one for each game module, by Kysely's Migrator. */
import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { Database } from "./database.ts";

export interface MigrationHistory {
  /** Names the history's own table: `core`, or a module's id. */
  readonly name: string;
  /** Applied in the order of the names. */
  readonly migrations: Readonly<Record<string, Migration>>;
  /**
   * What takes long on a PostgreSQL that is in use: done before the migrations, outside their transaction, while others
   * write. It may be cut short, and be done once more.
   */
  readonly ahead?: (db: Kysely<unknown>) => Promise<void>;
}

/**
 * Applies what is missing, under a lock, so that two instances that start together do not collide.
 * @param beforeChange called before a database that has been used is changed
 * @returns the names of what was applied
 * @throws {Error} when the database has a migration that this program does not know: it is newer than the program.
 */
export async function migrate(
  database: Database,
  history: MigrationHistory,
  beforeChange: () => Promise<void> = () => Promise.resolve(),
): Promise<string[]> {
  const table = `${history.name}_migrations`;
  const schema = database.engine === "postgres" ? await currentSchema(database) : undefined;
  const applied = await appliedMigrations(database, table, schema);
  const newer = applied.filter((name) => !Object.hasOwn(history.migrations, name));
  if (newer.length > 0) {
    throw new Error(
      `Could not migrate "${history.name}": the database is newer than this program (it has ${newer.join(", ")})`,
    );
  }
  if (applied.length === Object.keys(history.migrations).length) return [];
  if (applied.length > 0) await beforeChange();
  const { ahead } = history;
  if (applied.length > 0 && database.engine === "postgres" && ahead !== undefined) {
    await database.withoutTimeLimits((db) => ahead(db as unknown as Kysely<unknown>));
  }

  const { error, results } = await database.withoutTimeLimits((db) =>
    new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve({ ...history.migrations }) },
      migrationTableName: table,
      migrationLockTableName: `${history.name}_migration_lock`,
      ...(schema === undefined ? {} : { migrationTableSchema: schema }),
    }).migrateToLatest()
  );
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === "Error")?.migrationName;
    throw new Error(`Could not migrate "${history.name}"${failed === undefined ? "" : ` at ${failed}`}`, {
      cause: error,
    });
  }
  return (results ?? []).map((result) => result.migrationName);
}

async function currentSchema(database: Database): Promise<string> {
  const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(database.read);
  return rows[0]?.schema ?? "public";
}

async function appliedMigrations(database: Database, table: string, schema: string | undefined): Promise<string[]> {
  const exists = schema === undefined
    ? sql`select 1 from sqlite_master where type = 'table' and name = ${table}`
    : sql`select 1 where to_regclass(format('%I.%I', ${schema}::text, ${table}::text)) is not null`;
  if ((await exists.execute(database.write)).rows.length === 0) return [];
  const db = database.write as unknown as Kysely<Record<string, { name: string }>>;
  const rows = await db.selectFrom(table).select("name").execute();
  return rows.map((row) => row.name);
}
