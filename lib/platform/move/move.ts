/** Every row of an embedded database goes into an empty PostgreSQL, ids and all, and is then compared with what is there. */
import type { DatabaseSync } from "node:sqlite";
import { type Kysely, sql } from "kysely";
import { readTables, type Table } from "./tables.ts";
import { comparable, type SqliteValue, toPostgres } from "./values.ts";

/** PostgreSQL takes no more parameters in one statement: https://www.postgresql.org/docs/current/limits.html */
const PARAMETERS_MAX = 60_000;
const ROWS_AT_ONCE_MAX = 500;

type Row = Record<string, SqliteValue>;

interface MovedTable {
  readonly name: string;
  readonly rows: number;
}

/**
 * @param db a transaction on the target, whose tables are made and whose rows go
 * @throws {Error} naming the table and the row, when the two databases do not have the same tables, or a row is not there
 * as it was; then the caller undoes everything
 */
export async function moveRows(source: DatabaseSync, db: Kysely<unknown>): Promise<MovedTable[]> {
  const tables = await readTables(db);
  checkSameTables(source, tables);
  await empty(db, tables);
  for (const table of tables) {
    for (const rows of batchesOf(source, table)) await insert(db, table, rows);
    await setSequences(source, db, table);
  }
  const moved: MovedTable[] = [];
  for (const table of tables) moved.push({ name: table.name, rows: await compare(source, db, table) });
  return moved;
}

/** What the program wrote at its first start. The audit log is append-only by a trigger of its own, which is no matter here. */
async function empty(db: Kysely<unknown>, tables: readonly Table[]): Promise<void> {
  const all = tables.map(({ name }) => sql.table(name));
  for (const table of all) await sql`alter table ${table} disable trigger user`.execute(db);
  await sql`truncate table ${sql.join(all)}`.execute(db);
  for (const table of all) await sql`alter table ${table} enable trigger user`.execute(db);
}

function checkSameTables(source: DatabaseSync, tables: readonly Table[]): void {
  const own = source.prepare(
    "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'",
  )
    .all().map(({ name }) => String(name)).filter((name) => !/_migration(s|_lock)$/.test(name));
  const missing = own.filter((name) => !tables.some((table) => table.name === name));
  if (missing.length > 0) {
    throw new Error(`Could not move: ${missing.join(", ")} would be left behind. Load the game modules that made them`);
  }
  for (const { name, columns } of tables) {
    const there = new Set(source.prepare(`select name from pragma_table_info(?)`).all(name).map((row) => row["name"]));
    const lacking = columns.filter((column) => !there.has(column.name)).map((column) => column.name);
    if (lacking.length > 0) {
      throw new Error(`Could not move: ${name} has no ${lacking.join(", ")} in the embedded database`);
    }
  }
}

function* batchesOf(source: DatabaseSync, { name, columns }: Table): Generator<Row[]> {
  const size = Math.min(ROWS_AT_ONCE_MAX, Math.floor(PARAMETERS_MAX / columns.length));
  const select = source.prepare(
    `select ${columns.map((column) => quoted(column.name)).join(", ")} from ${quoted(name)}`,
  );
  select.setReadBigInts(true);
  let batch: Row[] = [];
  for (const row of select.iterate()) {
    batch.push(row as Row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function insert(db: Kysely<unknown>, { name, columns }: Table, rows: readonly Row[]): Promise<void> {
  const values = rows.map((row) =>
    sql`(${sql.join(columns.map((column) => sql.val(toPostgres(row[column.name] ?? null, column.type))))})`
  );
  await sql`insert into ${sql.table(name)} (${sql.join(columns.map((column) => sql.ref(column.name)))})
    overriding system value values ${sql.join(values)}`.execute(db);
}

/** They count on from where they were, also past rows that are gone: no id is given twice. */
async function setSequences(source: DatabaseSync, db: Kysely<unknown>, { name, columns }: Table): Promise<void> {
  for (const column of columns.filter(({ counts }) => counts)) {
    const given = Number(source.prepare("select seq from sqlite_sequence where name = ?").get(name)?.["seq"] ?? 0);
    const highest = Number(
      source.prepare(`select max(${quoted(column.name)}) as id from ${quoted(name)}`).get()?.["id"] ?? 0,
    );
    const last = Math.max(given, highest);
    if (last === 0) continue;
    await sql`select setval(pg_get_serial_sequence(${quoted(name)}, ${column.name}), ${last}::bigint)`.execute(db);
  }
}

/** @returns how many rows are the same on both sides */
async function compare(source: DatabaseSync, db: Kysely<unknown>, table: Table): Promise<number> {
  const { name, columns, key } = table;
  const keyColumns = columns.filter((column) => key.includes(column.name));
  const keyOf = (row: Record<string, unknown>) =>
    keyColumns.map((column) => comparable(row[column.name], column.type)).join("\0");
  let count = 0;
  for (const rows of batchesOf(source, table)) {
    const found = await sql<Record<string, unknown>>`select * from ${sql.table(name)} where
      (${sql.join(keyColumns.map((column) => sql.ref(column.name)))}) in (${
      sql.join(rows.map((row) =>
        sql`(${
          sql.join(keyColumns.map((column) => sql.val(toPostgres(row[column.name] ?? null, column.type))))
        })`
      ))
    })`.execute(db);
    const there = new Map(found.rows.map((row) => [keyOf(row), row]));
    for (const row of rows) checkRow(table, row, there.get(keyOf(row)), keyOf(row));
    count += rows.length;
  }
  const { rows: [total] } = await sql<{ count: string }>`select count(*) as count from ${sql.table(name)}`.execute(db);
  if (Number(total?.count) !== count) throw new Error(`Could not move: ${name} has ${total?.count} rows, not ${count}`);
  return count;
}

function checkRow({ name, columns }: Table, row: Row, there: Record<string, unknown> | undefined, key: string): void {
  const place = `${name} ${key.replaceAll("\0", ", ").slice(0, 80)}`;
  if (there === undefined) throw new Error(`Could not move: the row ${place} did not arrive`);
  for (const { name: column, type } of columns) {
    if (comparable(row[column], type) !== comparable(there[column], type)) {
      throw new Error(`Could not move: ${column} of the row ${place} is another than before`);
    }
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
