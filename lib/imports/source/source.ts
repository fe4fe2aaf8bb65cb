/** What an import reads from: tables of rows whose cells are bytes, whether they lay in a database, a dump or a file. */
import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";

/** Bytes as they are stored; numbers and dates as the text that the database writes them in; null is SQL's NULL. */
export type Cell = Uint8Array | null;

/** The cells of one row, in the order of the columns that were asked for. */
export type Cells = readonly Cell[];

export interface Source {
  /** For the report: `acore_auth.sql, 8.5 KB, whole`. */
  readonly description: string;
  /** Columns by table, with the names as they are written there. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  /** What its text comes in, where it is the same whatever it is stored in; else it is for the operator to say. */
  readonly charset?: "utf8";
  /** Of a dump: the byte behind its last one, unpacked. */
  readonly endsAt?: number;
  /** How many rows a table has. */
  count(table: string): Promise<number>;
  /** The rows in the source's own order, some hundred at a time. May be asked for again: it begins anew. */
  rows(table: string, columns: readonly string[]): AsyncIterable<readonly Cells[]>;
  close(): Promise<void>;
}

/** A source that cannot be used as it is. Its message is for the operator: what, where (the byte), and what to do. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}

/** @throws {SourceError} where there is no such file */
export async function statSource(path: string): Promise<Stats> {
  return await stat(path).catch((cause) => {
    throw new SourceError(`Could not open ${path}: there is no such file, or it may not be read`, { cause });
  });
}

/** What a database's client said, for the message. */
export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message || String((cause as { code?: string }).code) : String(cause);
}

/** Rows that are handed on at once. */
export const ROWS_AT_ONCE = 500;

/** Gathers rows into the handfuls that `rows` gives. */
export async function* inHandfuls(rows: AsyncIterable<Cells>): AsyncIterable<readonly Cells[]> {
  let handful: Cells[] = [];
  for await (const row of rows) {
    handful.push(row);
    if (handful.length === ROWS_AT_ONCE) {
      yield handful;
      handful = [];
    }
  }
  if (handful.length > 0) yield handful;
}

/** The source's own spelling of a column or table. @returns null where there is none */
export function findName(names: Iterable<string>, wanted: string): string | null {
  let folded: string | null = null;
  for (const name of names) {
    if (name === wanted) return name;
    if (name.toLowerCase() === wanted.toLowerCase()) folded = name;
  }
  return folded;
}

/** @throws {SourceError} naming both lists when one is missing */
export function columnIndexes(table: string, columns: readonly string[], wanted: readonly string[]): number[] {
  const indexes = wanted.map((name) => {
    const found = findName(columns, name);
    return found === null ? -1 : columns.indexOf(found);
  });
  const missing = wanted.filter((_, index) => indexes[index] === -1);
  if (missing.length > 0) {
    throw new SourceError(
      `Could not read the table ${table}: it lacks ${missing.join(", ")}. ` +
        `Needed: ${wanted.join(", ")}. There: ${columns.join(", ")}`,
    );
  }
  return indexes;
}
