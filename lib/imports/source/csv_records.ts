/**
 * The records of a CSV file (RFC 4180), the first line's too. Lines without a quote are what they look like, and cut at
 * once; from the first quote on `csv-parse` reads, which costs four times as much.
 */
import { parse, type Parser } from "csv-parse";
import { createReadStream } from "node:fs";
import { SourceError } from "./source.ts";

export interface CsvForm {
  /** One character. */
  readonly delimiter: string;
  /** The byte behind a byte order mark. */
  readonly start: number;
  /** Else its lines end with a carriage return alone. */
  readonly hasLineFeeds: boolean;
}

type CsvRecord = readonly Uint8Array[];

/** Some hundred rows. */
const CHUNK_BYTES = 64 * 1_024;
const RECORD_BYTES_MAX = 1_024 * 1_024;
const QUOTE = 0x22, LF = 0x0a, CR = 0x0d;

/** @returns some hundred at a time: an await for each would cost more than to cut it. @throws {SourceError} naming the line */
export async function* readCsvRecords(path: string, form: CsvForm): AsyncIterable<readonly CsvRecord[]> {
  const plain = createPlainLines(form.delimiter);
  let parser: Parser | null = form.hasLineFeeds ? null : createParser(form.delimiter);
  const file = createReadStream(path, { start: form.start, highWaterMark: CHUNK_BYTES });
  try {
    for await (const chunk of file as AsyncIterable<Uint8Array>) {
      const records: CsvRecord[] = parser === null ? plain.add(chunk) : [];
      if (parser === null && plain.hasQuote()) parser = createParser(form.delimiter);
      const quoted = parser === null ? null : plain.takeWaiting() ?? chunk;
      if (parser !== null && quoted !== null) records.push(...parseNow(parser, quoted));
      if (records.length > 0) yield records;
    }
    const last: CsvRecord[] = parser === null ? plain.finish() : [];
    if (parser !== null) {
      parser.end();
      for await (const record of parser) last.push(record);
    }
    if (last.length > 0) yield last;
  } catch (cause) {
    const { lines } = cause as { lines?: number };
    const where = lines === undefined ? "" : ` at line ${plain.lines() + lines}`;
    // Without the cell, which may be a hash.
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split(/,? (?:at line|value is)/, 1);
    throw new SourceError(`Could not read ${path}${where}: ${reason}`, { cause });
  } finally {
    file.destroy();
    parser?.destroy();
  }
}

function createParser(delimiter: string): Parser {
  const parser = parse({
    // Bytes: what charset they are in is known later.
    encoding: null,
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: RECORD_BYTES_MAX,
  });
  parser.on("error", () => {}); // `parseNow` throws it
  return parser;
}

function parseNow(parser: Parser, bytes: Uint8Array): CsvRecord[] {
  parser.write(bytes);
  const found: CsvRecord[] = [];
  for (let record = parser.read(); record !== null; record = parser.read()) found.push(record);
  if (parser.errored !== null) throw parser.errored;
  return found;
}

/** Cuts whole lines up to the first that has a quote; that one and what is behind it waits. */
function createPlainLines(delimiter: string) {
  const comma = delimiter.charCodeAt(0);
  let waiting: Uint8Array | null = null;
  let hasQuote = false;
  let lines = 0;
  const cut = (bytes: Uint8Array, start: number, end: number): CsvRecord | null => {
    const to = end > start && bytes[end - 1] === CR ? end - 1 : end;
    lines++;
    if (to === start) return null;
    const record: Uint8Array[] = [];
    for (let from = start;;) {
      let at = from;
      while (at < to && bytes[at] !== comma) at++;
      record.push(bytes.subarray(from, at));
      if (at >= to) return record;
      from = at + 1;
    }
  };
  return {
    hasQuote: () => hasQuote,
    /** So far. */
    lines: () => lines,
    add(chunk: Uint8Array): CsvRecord[] {
      const bytes: Uint8Array = waiting === null ? chunk : Buffer.concat([waiting, chunk]);
      if (bytes.length > RECORD_BYTES_MAX + CHUNK_BYTES) throw new Error("a line has more than 1 MiB");
      const quote = bytes.indexOf(QUOTE);
      hasQuote = quote !== -1;
      const limit = hasQuote ? quote : bytes.length;
      const records: CsvRecord[] = [];
      let from = 0;
      for (let end = bytes.indexOf(LF); end !== -1 && end < limit; end = bytes.indexOf(LF, from)) {
        const record = cut(bytes, from, end);
        if (record !== null) records.push(record);
        from = end + 1;
      }
      waiting = from < bytes.length ? bytes.subarray(from) : null;
      return records;
    },
    /** What `csv-parse` must begin with, once. */
    takeWaiting(): Uint8Array | null {
      const bytes = waiting;
      waiting = null;
      return bytes;
    },
    finish(): CsvRecord[] {
      const record = waiting === null ? null : cut(waiting, 0, waiting.length);
      waiting = null;
      return record === null ? [] : [record];
    },
  };
}
