/** What a migrated SQLite database begins with, as SQL: written once for each test file, and sooner run than migrated. */
import { sql } from "kysely";
import { coreHistory } from "../../migrations/mod.ts";
import { systemClock } from "../platform/clock.ts";
import { columnTypes } from "../platform/database/column_types.ts";
import type { Database } from "../platform/database/database.ts";
import { migrate } from "../platform/database/migrator.ts";
import { openSqlite } from "../platform/database/sqlite.ts";
import { silentLog } from "../platform/log/log.ts";

let written: Promise<string> | null = null;

/** The core's tables and what its migrations wrote. */
export function migratedSqlite(): Promise<string> {
  return written ??= write();
}

async function write(): Promise<string> {
  const database = openSqlite({ path: ":memory:", clock: systemClock, log: silentLog });
  try {
    await migrate(database, coreHistory(columnTypes("sqlite")));
    return await dump(database);
  } finally {
    await database.close();
  }
}

/** Tables, their rows, then indices and triggers: in the order in which they were made. */
async function dump({ write }: Database): Promise<string> {
  const { rows: made } = await sql<{ name: string; type: string; sql: string }>`
    select name, type, sql from sqlite_master where sql is not null and name not like 'sqlite\\_%' escape '\\'
    order by type = 'table' desc, rowid`.execute(write);
  const tables = made.filter(({ type }) => type === "table");
  const filled = await Promise.all(tables.map(async ({ name }) => {
    const { rows: columns } = await sql<{ name: string }>`select name from pragma_table_info(${name})`.execute(write);
    const values = sql.join(columns.map((column) => sql`quote(${sql.id(column.name)})`), sql` || ', ' || `);
    const { rows } = await sql<{ row: string }>`select ${values} as row from ${sql.table(name)}`.execute(write);
    return rows.map(({ row }) => `insert into "${name}" values (${row})`);
  }));
  const others = made.filter(({ type }) => type !== "table");
  return ["begin", ...tables.map((it) => it.sql), ...filled.flat(), ...others.map((it) => it.sql), "commit"].join(
    ";\n",
  );
}
