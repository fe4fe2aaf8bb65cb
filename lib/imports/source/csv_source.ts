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
  const columns = await readHeader(path);
  return {
    description: `${basename(path)}, CSV`,
    tables: new Map([[CSV_TABLE, columns]]),
    count: () => countRecords(path),
    rows: (table, wanted) => {
      const indexes = columnIndexes(table, columns, wanted);
      return inHandfuls(chosen(records(path), indexes));
    },
    close: () => Promise.resolve(),
  };
}

async function readHeader(path: string): Promise<readonly string[]> {
  for await (const record of records(path)) return record.map((cell) => new TextDecoder().decode(cell).trim());
  throw new SourceError(`Could not read ${path}: it is empty`);
}

const QUOTE = 0x22, LF = 0x0a, CR = 0x0d;

/** Lines that are not empty, outside of quotes, without the first: quicker than to parse them all. */
async function countRecords(path: string): Promise<number> {
  let records = 0;
  let isQuoted = false;
  let isEmpty = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1_024 }) as AsyncIterable<Uint8Array>) {
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (byte === QUOTE) isQuoted = !isQuoted;
      if ((byte === LF || byte === CR) && !isQuoted) {
        if (!isEmpty) records++;
        isEmpty = true;
      } else isEmpty = false;
    }
  }
  return Math.max(0, records + (isEmpty ? 0 : 1) - 1);
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
