/**
 * A CSV file (RFC 4180, with or without a byte order mark) as a source of one table, `csv`. Spreadsheets of other
 * countries write semicolons or tabs between the cells: the first line tells.
 */
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { type CsvForm, readCsvRecords } from "./csv_records.ts";
import { refuseOtherFormats } from "./other_formats.ts";
import { type Cells, columnIndexes, type Source, SourceError, statSource } from "./source.ts";

export const CSV_TABLE = "csv";
const HEADER_BYTES_MAX = 64 * 1_024;
const DELIMITERS = [",", ";", "\t"] as const;

/** The first line names the columns. @throws {SourceError} when it cannot be read */
export async function openCsvSource(path: string): Promise<Source> {
  await statSource(path);
  const form = await readForm(path);
  const columns = await readHeader(path, form);
  return {
    description: `${basename(path)}, CSV`,
    tables: new Map([[CSV_TABLE, columns]]),
    count: () => countRecords(path),
    rows: (table, wanted) => {
      const indexes = columnIndexes(table, columns, wanted);
      return chosen(readCsvRecords(path, form), indexes);
    },
    close: () => Promise.resolve(),
  };
}

/** What stands between the cells of the first line the most often. @throws {SourceError} for UTF-16 */
async function readForm(path: string): Promise<CsvForm> {
  for await (const chunk of createReadStream(path, { end: HEADER_BYTES_MAX }) as AsyncIterable<Uint8Array>) {
    if ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff)) {
      throw new SourceError(`Could not read ${path} at byte 0: it is UTF-16. Save it as CSV in UTF-8`);
    }
    refuseOtherFormats(path, chunk);
    const start = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
    const [line = ""] = new TextDecoder("latin1").decode(chunk.subarray(start)).split(/[\r\n]/, 1);
    const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
    return {
      delimiter: DELIMITERS[counts.indexOf(Math.max(...counts))]!,
      start,
      hasLineFeeds: chunk.includes(LF),
    };
  }
  return { delimiter: DELIMITERS[0], start: 0, hasLineFeeds: true };
}

async function readHeader(path: string, form: CsvForm): Promise<readonly string[]> {
  for await (const [first] of readCsvRecords(path, form)) {
    if (first !== undefined) return first.map((cell) => new TextDecoder().decode(cell).trim());
  }
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

/** Some rows at a time: an await for each would cost more than to parse it. */
async function* chosen(
  all: AsyncIterable<readonly (readonly Uint8Array[])[]>,
  indexes: readonly number[],
): AsyncIterable<readonly Cells[]> {
  let isHeader = true;
  for await (const records of all) {
    const rows = isHeader ? records.slice(1) : records;
    isHeader = false;
    // An empty field is an absent value: CSV knows no NULL.
    yield rows.map((record) => indexes.map((index) => record[index]?.length ? record[index]! : null));
  }
}
