/** A CSV file (RFC 4180, with or without a byte order mark) as a source of one table, `csv`. */
import { parse } from "csv-parse";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { type Cells, columnIndexes, inHandfuls, type Source, SourceError } from "./source.ts";

export const CSV_TABLE = "csv";
const RECORD_BYTES_MAX = 1_024 * 1_024;

/** The first line names the columns. @throws {SourceError} when it cannot be read */
export async function openCsvSource(path: string): Promise<Source> {
  await stat(path).catch((cause) => {
    throw new SourceError(`Could not open ${path}: there is no such file, or it may not be read`, { cause });
  });
  let header: readonly string[] | null = null;
  let rows = 0;
  for await (const record of records(path)) {
    if (header === null) header = record.map((cell) => new TextDecoder().decode(cell).trim());
    else rows++;
  }
  if (header === null) throw new SourceError(`Could not read ${path}: it is empty`);
  const columns = header;
  return {
    description: `${basename(path)}, CSV`,
    tables: new Map([[CSV_TABLE, columns]]),
    count: () => Promise.resolve(rows),
    rows: (table, wanted) => {
      const indexes = columnIndexes(table, columns, wanted);
      return inHandfuls(chosen(records(path), indexes));
    },
    close: () => Promise.resolve(),
  };
}

async function* chosen(all: AsyncIterable<readonly Uint8Array[]>, indexes: readonly number[]): AsyncIterable<Cells> {
  let isHeader = true;
  for await (const record of all) {
    // An empty field is an absent value: CSV knows no NULL.
    if (!isHeader) yield indexes.map((index) => record[index]?.length ? record[index]! : null);
    isHeader = false;
  }
}

async function* records(path: string): AsyncIterable<readonly Uint8Array[]> {
  const parser = parse({
    // Bytes: what charset they are in is known later.
    encoding: null,
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: RECORD_BYTES_MAX,
  });
  const file = createReadStream(path);
  file.on("error", (error) => parser.destroy(error));
  try {
    for await (const record of file.pipe(parser)) yield record as Uint8Array[];
  } catch (cause) {
    const line = (cause as { lines?: number }).lines;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SourceError(`Could not read ${path}${line === undefined ? "" : ` at line ${line}`}: ${reason}`, {
      cause,
    });
  } finally {
    file.destroy();
  }
}
