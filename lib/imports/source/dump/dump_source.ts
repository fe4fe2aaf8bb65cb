/** A dump as a source: looked through once, before anything is written, and read table by table afterwards. */
import { basename } from "node:path";
import { type Cells, columnIndexes, type Source, SourceError } from "../source.ts";
import { ByteWindow } from "./byte_window.ts";
import { type DumpFile, GzipEndsEarly, openDumpFile } from "./dump_file.ts";
import type { Dialect } from "./lexer.ts";
import { DumpEndsEarly, scanDump } from "./scan.ts";

export interface DumpOptions {
  /** The tables that matter, of whatever spelling; others are passed over. */
  readonly tables: readonly string[];
  /** Takes the whole statements of a dump that ends early. */
  readonly isPartial: boolean;
}

interface SurveyedTable {
  columns: readonly string[];
  rows: number;
  /** Where its first statement with rows begins, and its last one ends. */
  from: number;
  to: number;
}

/** What a dump says of itself in its first comment, and what must then stand at its end. */
const FRAMES = [
  { header: "-- MySQL dump", footer: "-- Dump completed" },
  { header: "-- MariaDB dump", footer: "-- Dump completed" },
  { header: "-- PostgreSQL database dump", footer: "-- PostgreSQL database dump complete" },
] as const;
const ENDS_BYTES = 4_096;

/** @throws {SourceError} when it ends early or cannot be read, with the byte */
export async function openDumpSource(path: string, options: DumpOptions): Promise<Source> {
  const file = await openDumpFile(path);
  const survey = await surveyDump(file, options);
  const tables = new Map([...survey.tables].map(([name, { columns }]) => [name, columns]));
  return {
    description: `${basename(path)}, ${formatSize(file.sizeBytes)}, ${survey.isWhole ? "whole" : "in part"}`,
    tables,
    count: (table) => Promise.resolve(survey.tables.get(table)?.rows ?? 0),
    rows: (table, columns) => readRows(file, survey, table, columns),
    close: () => Promise.resolve(),
  };
}

interface Survey {
  readonly dialect: Dialect;
  readonly tables: ReadonlyMap<string, SurveyedTable>;
  readonly isWhole: boolean;
}

async function surveyDump(file: DumpFile, { tables: names, isPartial }: DumpOptions): Promise<Survey> {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const tables = new Map<string, SurveyedTable>();
  const ends = { first: "", last: "" };
  const watched = watchEnds(file.bytes(0), ends);
  const window = new ByteWindow(watched);
  await window.more();
  const dialect: Dialect = ends.first.includes("PostgreSQL database dump") ? "postgres" : "mysql";
  let isWhole = true;
  try {
    let rows = 0;
    const columns = new Map<string, readonly string[]>();
    for await (
      const part of scanDump(window, {
        dialect,
        wanted: (table) => wanted.has(table.toLowerCase()) ? [] : null,
        columns,
      })
    ) {
      if (part.kind === "table") {
        if (wanted.has(part.table.toLowerCase())) {
          tables.set(part.table, { columns: part.columns, rows: 0, from: -1, to: -1 });
        }
      } else if (part.kind === "rows") rows += part.rows.length;
      else {
        const table = part.rowsOf === null ? undefined : tables.get(part.rowsOf);
        if (table !== undefined && rows > 0) {
          if (table.from === -1) table.from = part.from;
          table.to = part.to;
          table.rows += rows;
        }
        rows = 0;
      }
    }
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
  const frame = FRAMES.find(({ header }) => ends.first.includes(header));
  if (isWhole && frame !== undefined && !ends.last.includes(frame.footer)) {
    if (!isPartial) {
      throw new SourceError(
        `${file.path} is half a dump: it begins with "${frame.header}", and "${frame.footer}" is missing at its end, ` +
          `byte ${window.positionOf(window.end)}. Make it anew, or take what there is with --partial`,
      );
    }
    isWhole = false;
  }
  return { dialect, tables, isWhole };
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
    const columns = new Map([[name, table.columns]]);
    const parts = scanDump(window, {
      dialect: survey.dialect,
      wanted: (found) => found === name ? own : null,
      columns,
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
