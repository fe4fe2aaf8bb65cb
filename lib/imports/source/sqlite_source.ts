/** A SQLite file as a source, read in one snapshot and never written. */
import { basename } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Cells, columnIndexes, reasonOf, ROWS_AT_ONCE, type Source, SourceError } from "./source.ts";

/** @throws {SourceError} when it is no database, or may not be read */
export function openSqliteSource(path: string): Source {
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    database.exec("begin");
    database.prepare("select count(*) from sqlite_master").get();
  } catch (cause) {
    throw new SourceError(`Could not open ${path} as a SQLite database: ${reasonOf(cause)}`, { cause });
  }
  const [encoding = "UTF-8"] = namesOf(database, "select encoding as name from pragma_encoding");
  if (encoding !== "UTF-8") {
    database.close();
    throw new SourceError(`Could not read ${path}: its text is ${encoding}. Make a dump of it: sqlite3 FILE .dump`);
  }
  const tables = new Map(
    namesOf(database, "select name from sqlite_master where type = 'table'").map(
      (table) => [table, namesOf(database, `select name from pragma_table_info(${literal(table)})`)],
    ),
  );
  return {
    description: `${basename(path)}, SQLite`,
    tables,
    count: (table) => {
      const row = database.prepare(`select count(*) as count from ${quoted(table)}`).get();
      return Promise.resolve(Number(row?.["count"] ?? 0));
    },
    rows: (table, columns) => readRows(database, tables, table, columns),
    close: () => {
      database.close();
      return Promise.resolve();
    },
  };
}

async function* readRows(
  database: DatabaseSync,
  tables: ReadonlyMap<string, readonly string[]>,
  table: string,
  wanted: readonly string[],
): AsyncIterable<readonly Cells[]> {
  const columns = tables.get(table) ?? [];
  const own = columnIndexes(table, columns, wanted).map((index) => columns[index]!);
  // As a blob a text keeps its bytes, and a number becomes the text that it is written as.
  const list = own.map((column, index) => `cast(${quoted(column)} as blob) as c${index}`).join(", ");
  let handful: Cells[] = [];
  for (const row of database.prepare(`select ${list} from ${quoted(table)} order by rowid`).iterate()) {
    handful.push(own.map((_, index) => {
      const value = row[`c${index}`];
      return value instanceof Uint8Array ? value : null;
    }));
    if (handful.length === ROWS_AT_ONCE) {
      yield handful;
      handful = [];
    }
  }
  if (handful.length > 0) yield handful;
}

function namesOf(database: DatabaseSync, query: string): string[] {
  return database.prepare(query).all().map((row) => String(row["name"]));
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
