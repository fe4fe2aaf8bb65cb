/** Opens what an operator names as a source: a database's URL, a SQLite file, a dump, CSV or JSON. */
import { open, stat } from "node:fs/promises";
import { openCsvSource } from "./source/csv_source.ts";
import { type DumpOptions, openDumpSource } from "./source/dump/dump_source.ts";
import { openJsonSource } from "./source/json_source.ts";
import { openMysqlSource } from "./source/mysql_source.ts";
import { openPostgresSource } from "./source/postgres_source.ts";
import { type Source, SourceError } from "./source/source.ts";
import { openSqliteSource } from "./source/sqlite_source.ts";

interface OpenSourceOptions extends DumpOptions {
  /** What files that are no databases hold; null for the SQL of a dump. */
  readonly format: "csv" | "json" | null;
  /** The members of JSON's objects that matter. */
  readonly fields: readonly string[];
}

/** @throws {SourceError} why it cannot be read, and where */
export async function openSource(where: string, options: OpenSourceOptions): Promise<Source> {
  if (/^(?:mysql|mariadb):\/\//.test(where)) return await openMysqlSource(where);
  if (/^postgres(?:ql)?:\/\//.test(where)) return await openPostgresSource(where, options.schema);
  const path = where.replace(/^(?:sqlite|file):(?:\/\/)?/, "");
  await refuseNoFile(path);
  if (options.format === "csv") return await openCsvSource(path);
  if (options.format === "json") return await openJsonSource(path, options.fields);
  if (await isSqlite(path)) return openSqliteSource(path);
  return await openDumpSource(path, options);
}

async function refuseNoFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.isFile()) return; // what is not there, its source says
  const [what, wayOut] = found.isDirectory()
    ? ["a folder", "Give one file; of what pg_dump -Fd wrote, pg_restore -f dump.sql makes one"]
    : ["no file", "What comes through a pipe cannot be read twice: save it first"];
  throw new SourceError(`Could not read ${path}: it is ${what}. ${wayOut}`);
}

/** https://www.sqlite.org/fileformat.html, 1.3 */
async function isSqlite(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (file === null) return false;
  try {
    const { buffer } = await file.read(new Uint8Array(16), 0, 16, 0);
    return new TextDecoder("latin1").decode(buffer) === "SQLite format 3\0";
  } finally {
    await file.close();
  }
}
