/** A dump as a source: looked through once, before anything is written, and read table by table afterwards. */
import { basename } from "node:path";
import { refuseOtherFormats } from "../other_formats.ts";
import { type Cells, columnIndexes, type Source, SourceError } from "../source.ts";
import { ByteWindow } from "./byte_window.ts";
import { type DumpFile, GzipEndsEarly, openDumpFile } from "./dump_file.ts";
import type { Dialect } from "./lexer.ts";
import { DumpEndsEarly, type DumpPart, NO_SCOPE, scanDump, type Scope } from "./scan.ts";
import { bareName } from "./statements.ts";

export interface DumpOptions {
  /** The tables that matter, of whatever spelling, the accounts' first; others are passed over. */
  readonly tables: readonly string[];
  /** Takes the whole statements of a dump that ends early. */
  readonly isPartial: boolean;
  /** The schema that the system's tables stand in, where other programs share its database; null for any. */
  readonly schema?: string | null;
}

interface SurveyedTable {
  /** With its database or schema in front, where the dump says it. */
  readonly name: string;
  columns: readonly string[];
  rows: number;
  /** Where its first statement with rows begins, and its last one ends. */
  from: number;
  to: number;
  /** Where bare names belong at its first statement. */
  scope: Scope;
}

/** What a dump says of itself in its first comment, and what must then stand at its end. */
const FRAMES = [
  { header: "-- MySQL dump", footer: "-- Dump completed" },
  { header: "-- MariaDB dump", footer: "-- Dump completed" },
  // It holds dumps of databases, each whole by itself.
  { header: "-- PostgreSQL database cluster dump", footer: "-- PostgreSQL database cluster dump complete" },
  { header: "-- PostgreSQL database dump", footer: "-- PostgreSQL database dump complete" },
] as const;
const ENDS_BYTES = 16_384;
/** What only a dump of PostgreSQL, or of SQLite, has near its beginning: its quotes know no backslash. */
const POSTGRES =
  /PostgreSQL database|standard_conforming_strings|pg_catalog\.|^COPY\s.*\sFROM\s+stdin|^PRAGMA foreign_keys/im;
const ESCAPED = /^SET standard_conforming_strings = off;/im;
/** Whose letters may end in the byte of a backslash, which then escapes nothing. */
const WITH_BACKSLASHES_IN_LETTERS = /SET NAMES '?(sjis|cp932|gbk|gb18030|big5)\b/i;
/** What players wrote begins here. */
const FIRST_ROWS = /^\s*(?:INSERT|REPLACE)\s|^COPY\s.*\sFROM\s+stdin.*/im;
const BYTE_ORDER_MARKS = { utf8: [0xef, 0xbb, 0xbf], utf16: [[0xff, 0xfe], [0xfe, 0xff]] } as const;

/** @throws {SourceError} when it ends early or cannot be read, with the byte */
export async function openDumpSource(path: string, options: DumpOptions): Promise<Source> {
  const file = await openDumpFile(path);
  const survey = await surveyDump(file, options);
  const tables = new Map([...survey.tables].map(([name, { columns }]) => [name, columns]));
  return {
    description: `${basename(path)}, ${formatSize(file.sizeBytes)}, ${survey.isWhole ? "whole" : "in part"}`,
    tables,
    endsAt: survey.endsAt,
    count: (table) => Promise.resolve(survey.tables.get(table)?.rows ?? 0),
    rows: (table, columns) => readRows(file, survey, table, columns),
    close: () => Promise.resolve(),
  };
}

interface Survey {
  readonly dialect: Dialect;
  /** By their bare names. */
  readonly tables: ReadonlyMap<string, SurveyedTable>;
  readonly isWhole: boolean;
  readonly endsAt: number;
}

async function surveyDump(file: DumpFile, { tables: names, isPartial, schema = null }: DumpOptions): Promise<Survey> {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const isWanted = (table: string) => wanted.has(bareName(table).toLowerCase());
  const ends = { first: "", last: "" };
  const window = new ByteWindow(watchEnds(file.bytes(0), ends));
  await window.more();
  skipByteOrderMark(window, file.path);
  refuseOtherFormats(file.path, window.bytes.subarray(window.start, window.end));
  const head = headOf(ends.first);
  const [, charset] = WITH_BACKSLASHES_IN_LETTERS.exec(head) ?? [];
  if (charset !== undefined) {
    throw new SourceError(
      `Could not read ${file.path}: its text is ${charset}. Make the dump anew with --default-character-set=utf8mb4`,
    );
  }
  const dialect = dialectOf(head);
  const seen = createTableSurvey(isWanted);
  let isWhole = true;
  try {
    for await (
      const part of scanDump(window, {
        dialect,
        wanted: (table) => isWanted(table) ? [] : null,
        columns: new Map(),
      })
    ) seen.add(part);
  } catch (error) {
    if (!(error instanceof DumpEndsEarly || error instanceof GzipEndsEarly)) throw error;
    if (!isPartial) {
      throw new SourceError(`${error.message}. Make the dump anew, or take its whole statements with --partial`, {
        cause: error,
      });
    }
    isWhole = false;
  } finally {
    await window.close();
  }
  const frame = FRAMES.find(({ header }) => hasLine(head, header));
  if (isWhole && frame !== undefined && !hasLine(ends.last, frame.footer)) {
    if (!isPartial) {
      throw new SourceError(
        `${file.path} is half a dump: it begins with "${frame.header}", and "${frame.footer}" is missing at its end, ` +
          `byte ${window.positionOf(window.end)}. Make it anew, or take what there is with --partial`,
      );
    }
    isWhole = false;
  }
  return {
    dialect,
    tables: chooseTables(seen.tables, schema, names[0] ?? ""),
    isWhole,
    endsAt: window.positionOf(window.end),
  };
}

/** Up to the first row, with the statement that begins it where that one tells the dialect. */
function headOf(first: string): string {
  const rows = FIRST_ROWS.exec(first);
  return rows === null ? first : first.slice(0, rows.index + rows[0].length);
}

function dialectOf(head: string): Dialect {
  if (!POSTGRES.test(head)) return "mysql";
  return ESCAPED.test(head) ? "postgres-escaped" : "postgres";
}

function hasLine(text: string, line: string): boolean {
  return text.startsWith(line) || text.includes(`\n${line}`);
}

/** @throws {SourceError} for UTF-16, which PowerShell's `>` makes of a dump: what was binary in it is lost */
function skipByteOrderMark(window: ByteWindow, path: string): void {
  const begins = (mark: readonly number[]) => mark.every((byte, index) => window.bytes[index] === byte);
  if (BYTE_ORDER_MARKS.utf16.some(begins)) {
    throw new SourceError(
      `Could not read ${path} at byte 0: it is UTF-16, as PowerShell's > writes it. Make the dump anew with ` +
        "--result-file (mysqldump) or --file (pg_dump)",
    );
  }
  if (begins(BYTE_ORDER_MARKS.utf8)) window.start += BYTE_ORDER_MARKS.utf8.length;
}

/** Gathers what the parts of a dump say of its tables. */
function createTableSurvey(isWanted: (table: string) => boolean) {
  const tables = new Map<string, SurveyedTable>();
  let rows = 0;
  return {
    tables,
    add(part: DumpPart) {
      if (part.kind === "table") {
        if (!isWanted(part.table)) return;
        const { table: name, columns } = part;
        tables.set(name, { name, columns, rows: 0, from: -1, to: -1, scope: NO_SCOPE });
      } else if (part.kind === "rows") rows += part.rows.length;
      else {
        const table = part.rowsOf === null ? undefined : tables.get(part.rowsOf);
        if (table !== undefined && rows > 0) {
          if (table.from === -1) {
            table.from = part.from;
            table.scope = part.scope;
          }
          table.to = part.to;
          table.rows += rows;
        }
        rows = 0;
      }
    },
  };
}

/**
 * One table of each name: the one in the system's own schema, or beside the accounts, or else the only one that has rows.
 * @throws {SourceError} when a name stands there twice, and nothing tells which one is meant
 */
function chooseTables(
  tables: ReadonlyMap<string, SurveyedTable>,
  schema: string | null,
  accountTable: string,
): Map<string, SurveyedTable> {
  const chosen = new Map<string, SurveyedTable>();
  const byName = [...Map.groupBy(tables.values(), ({ name }) => bareName(name))];
  const isAccounts = ([bare]: readonly [string, unknown]) => bare.toLowerCase() === accountTable.toLowerCase();
  let home: string | null = null;
  for (const [bare, all] of byName.toSorted((a, b) => Number(isAccounts(b)) - Number(isAccounts(a)))) {
    const own = all.filter(({ name }) => `.${name}`.endsWith(`.${schema}.${bare}`));
    const near = all.filter(({ name }) => name === `${home}.${bare}`);
    const full = own.length > 0 ? own : near.length > 0 ? near : all.filter(({ rows }) => rows > 0);
    if (full.length > 1) {
      throw new SourceError(
        `Could not tell which ${bare} is meant: the dump has ${full.map(({ name }) => name).join(" and ")}. ` +
          "Make a dump of one database alone",
      );
    }
    const table = full[0] ?? all[0]!;
    chosen.set(bare, table);
    if (isAccounts([bare, all]) && table.name !== bare) home = table.name.slice(0, -bare.length - 1);
  }
  return chosen;
}

async function* watchEnds(
  chunks: AsyncIterable<Uint8Array>,
  ends: { first: string; last: string },
): AsyncIterable<Uint8Array> {
  const latin1 = new TextDecoder("latin1");
  for await (const chunk of chunks) {
    if (ends.first.length < ENDS_BYTES) ends.first += latin1.decode(chunk.subarray(0, ENDS_BYTES));
    ends.last = (ends.last + latin1.decode(chunk.subarray(-ENDS_BYTES))).slice(-ENDS_BYTES);
    yield chunk;
  }
}

async function* readRows(
  file: DumpFile,
  survey: Survey,
  name: string,
  wanted: readonly string[],
): AsyncIterable<readonly Cells[]> {
  const table = survey.tables.get(name);
  if (table === undefined) throw new SourceError(`Could not read the table ${name}: the dump has none of this name`);
  const indexes = columnIndexes(name, table.columns, wanted);
  if (table.from === -1) return;
  const own = indexes.map((index) => table.columns[index]!);
  const window = new ByteWindow(file.bytes(table.from), table.from);
  try {
    const parts = scanDump(window, {
      dialect: survey.dialect,
      wanted: (found) => found === table.name ? own : null,
      columns: new Map([[table.name, table.columns]]),
      scope: table.scope,
    });
    for await (const part of parts) {
      if (part.kind === "rows") yield part.rows;
      else if (part.kind === "end" && part.to >= table.to) return;
    }
  } finally {
    await window.close();
  }
}

function formatSize(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const units = ["KB", "MB", "GB", "TB"];
  let size = bytes / 1_024;
  let unit = 0;
  while (size >= 1_024 && unit < units.length - 1) {
    size /= 1_024;
    unit++;
  }
  return `${size.toFixed(1)} ${units[unit]}`;
}
