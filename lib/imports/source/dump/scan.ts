/**
 * Reads a dump from end to end: says which tables it makes and hands out the rows of those that are wanted. Everything
 * else in it (triggers, views, settings, functions) is passed over and never run.
 */
import { type Cell, type Cells, ROWS_AT_ONCE, SourceError } from "../source.ts";
import type { ByteWindow } from "./byte_window.ts";
import { copyLineEnd, isCopyEnd, readCopyLine } from "./copy_rows.ts";
import { type Dialect, isWordByte, lineEnd, skipSpace, skipStatement, STATEMENT_END, UNFINISHED } from "./lexer.ts";
import { readConnect, readCopyHead, readCreateTable, readInsertHead, readScope, type TableHead } from "./statements.ts";
import { readTuple, ValueError } from "./values.ts";

/** Tables are named with the database or schema that they stand in, where the dump says it: `auth.users`. */
export type DumpPart =
  | { readonly kind: "table"; readonly table: string; readonly columns: readonly string[] }
  | {
    readonly kind: "rows";
    readonly table: string;
    readonly columns: readonly string[];
    readonly rows: readonly Cells[];
  }
  /** Everything up to here is whole. `rowsOf` is the table whose rows the statement held. */
  | {
    readonly kind: "end";
    readonly rowsOf: string | null;
    readonly from: number;
    readonly to: number;
    readonly scope: Scope;
  };

/** Where names belong that do not say it themselves. */
export interface Scope {
  /** As psql's `\connect` said. */
  readonly database: string | null;
  /** MySQL's database, or PostgreSQL's schema. */
  readonly schema: string | null;
}

export const NO_SCOPE: Scope = { database: null, schema: null };

interface ScanOptions {
  readonly dialect: Dialect;
  /** Which columns of a table's rows to decode; null for a table that is passed over. */
  readonly wanted: (table: string) => readonly string[] | null;
  /** Columns by table, where rows come without the statement that makes their table. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** Of the place where it begins. */
  readonly scope?: Scope;
}

/** What stands before the rows of a statement: names of columns, at most. */
const HEAD_BYTES_MAX = 256 * 1_024;
/** Statements that are only looked at when they make a table. */
const CREATE_BYTES_MAX = 1_024 * 1_024;
const OPEN = 0x28, COMMA = 0x2c, BACKSLASH = 0x5c;

/**
 * @throws {DumpEndsEarly} when it ends within a statement
 * @throws {SourceError} naming the byte, where it cannot be read
 */
export async function* scanDump(window: ByteWindow, options: ScanOptions): AsyncGenerator<DumpPart> {
  const scan = new Scan(window, options);
  while (await scan.toStatement()) {
    const from = window.positionOf(window.start);
    const rowsOf = yield* scan.statement();
    yield { kind: "end", rowsOf, from, to: window.positionOf(window.start), scope: scan.scope };
  }
}

/** The dump ends inside a statement. */
export class DumpEndsEarly extends SourceError {
  constructor(readonly position: number) {
    super(`The dump ends inside a statement at byte ${position}`);
  }
}

class Scan {
  readonly #window: ByteWindow;
  readonly #options: ScanOptions;
  readonly #columns: Map<string, readonly string[]>;
  #delimiter = STATEMENT_END;
  scope: Scope;

  constructor(window: ByteWindow, options: ScanOptions) {
    this.#window = window;
    this.#options = options;
    this.#columns = new Map(options.columns);
    this.scope = options.scope ?? NO_SCOPE;
  }

  /** @returns false at the end of the dump */
  async toStatement(): Promise<boolean> {
    const window = this.#window;
    for (;;) {
      const at = skipSpace(window.bytes, window.start, window.end, this.#options.dialect);
      if (at !== UNFINISHED) window.start = at;
      if (at !== UNFINISHED && at < window.end) return true;
      if (await window.more()) continue;
      if (at === UNFINISHED && !this.#isLastLineComment()) throw new DumpEndsEarly(window.positionOf(window.end));
      return false;
    }
  }

  async *statement(): AsyncGenerator<DumpPart, string | null> {
    const word = await this.#firstWord();
    if (word === "DELIMITER") return await this.#readDelimiter();
    // `\restrict` and `\connect` are for psql: a line each.
    if (this.#window.bytes[this.#window.start] === BACKSLASH) return await this.#readPsqlLine();
    if (this.#delimiter === STATEMENT_END) {
      if (word === "CREATE") return yield* this.#createTable();
      if (word === "INSERT" || word === "REPLACE") return yield* this.#insert();
      if (word === "COPY") return yield* this.#copy();
      if (word === "USE" || word === "SET") {
        this.scope = { ...this.scope, schema: await this.#head(readScope) ?? this.scope.schema };
      }
    }
    return await this.#skipStatement();
  }

  async *#createTable(): AsyncGenerator<DumpPart, null> {
    const end = await this.#whole((bytes, start, end) =>
      skipStatement(bytes, start, end, this.#options.dialect, STATEMENT_END)
    );
    const window = this.#window;
    const length = Math.min(end - window.start, CREATE_BYTES_MAX);
    const made = readCreateTable(
      toText(window.bytes.subarray(window.start, window.start + length)),
      this.#options.dialect === "mysql",
    );
    window.start = end;
    if (made === null) return null;
    yield* this.#table(this.#inScope(made.table), made.columns);
    return null;
  }

  *#table(table: string, columns: readonly string[]): Generator<DumpPart> {
    this.#columns.set(table, columns);
    yield { kind: "table", table, columns };
  }

  /** The columns of rows, and the table itself where nothing made it: a dump of data alone, whose statements name them. */
  *#columnsOf(head: TableHead, table: string): Generator<DumpPart, readonly string[] | undefined> {
    const known = this.#columns.get(table);
    if (known === undefined && head.columns !== null) yield* this.#table(table, head.columns);
    return head.columns ?? known;
  }

  #inScope(table: string): string {
    const { database, schema } = this.scope;
    const inSchema = schema === null || table.includes(".") ? table : `${schema}.${table}`;
    return database === null ? inSchema : `${database}.${inSchema}`;
  }

  async *#insert(): AsyncGenerator<DumpPart, string | null> {
    const head = await this.#head(readInsertHead);
    if (head === null) return await this.#skipStatement();
    const table = this.#inScope(head.table);
    const wanted = this.#options.wanted(table);
    if (wanted === null) return await this.#skipStatement();
    const columns = yield* this.#columnsOf(head, table);
    if (columns === undefined) {
      throw this.#broken(
        this.#window.start,
        `rows of ${table} without its columns. Make the dump with CREATE TABLE, or with the columns named ` +
          "(--complete-insert of mysqldump, --column-inserts of pg_dump)",
      );
    }
    const slots = slotsOf(columns, wanted);
    this.#window.start += head.length;
    let rows: Cells[] = [];
    for (let isFirst = true;; isFirst = false) {
      if (!isFirst && !await this.#isNext(COMMA)) break;
      if (!await this.#isNext(OPEN, false)) break;
      const cells: Cell[] = new Array(wanted.length).fill(null);
      const end = await this.#whole((bytes, start, end) =>
        readTuple(bytes, start, end, this.#options.dialect, slots, cells)
      );
      this.#window.start = end;
      rows.push(cells);
      if (rows.length === ROWS_AT_ONCE) {
        yield { kind: "rows", table, columns: wanted, rows };
        rows = [];
      }
    }
    if (rows.length > 0) yield { kind: "rows", table, columns: wanted, rows };
    // `ON DUPLICATE KEY …`, or just the delimiter
    await this.#skipStatement();
    return table;
  }

  async *#copy(): AsyncGenerator<DumpPart, string | null> {
    const head = await this.#head(readCopyHead);
    if (head === null) return await this.#skipStatement();
    const table = this.#inScope(head.table);
    const wanted = this.#options.wanted(table);
    const columns = (wanted === null ? null : yield* this.#columnsOf(head, table)) ?? [];
    const slots = slotsOf(columns, wanted ?? []);
    this.#window.start += head.length;
    let rows: Cells[] = [];
    for (;;) {
      const end = await this.#whole((bytes, start, end) => copyLineEnd(bytes, start, end, this.#window.isDone));
      const { bytes, start } = this.#window;
      this.#window.start = end;
      if (isCopyEnd(bytes, start, end)) break;
      if (wanted === null) continue;
      const cells: Cell[] = new Array(wanted.length).fill(null);
      if (readCopyLine(bytes, start, end, slots, cells) !== columns.length) {
        throw this.#broken(start, "a line of COPY has not as many values as its table has columns");
      }
      rows.push(cells);
      if (rows.length === ROWS_AT_ONCE) {
        yield { kind: "rows", table, columns: wanted, rows };
        rows = [];
      }
    }
    if (rows.length > 0 && wanted !== null) yield { kind: "rows", table, columns: wanted, rows };
    return table;
  }

  /** Takes the window on until `read` finds an end in it. */
  async #whole(read: (bytes: Uint8Array, start: number, end: number) => number): Promise<number> {
    const window = this.#window;
    for (;;) {
      let end: number;
      try {
        end = read(window.bytes, window.start, window.end);
      } catch (error) {
        if (error instanceof ValueError) throw this.#broken(window.start, error.message);
        throw error;
      }
      if (end !== UNFINISHED) return end;
      if (window.isDone) throw new DumpEndsEarly(window.positionOf(window.end));
      // Twice as much each time: what is long is not read again for every bit of it.
      const waiting = window.end - window.start;
      do await window.more(); while (!window.isDone && window.end - window.start < 2 * waiting);
    }
  }

  async #skipStatement(): Promise<null> {
    this.#window.start = await this.#whole((bytes, start, end) =>
      skipStatement(bytes, start, end, this.#options.dialect, this.#delimiter)
    );
    return null;
  }

  async #readPsqlLine(): Promise<null> {
    const end = await this.#whole(lineEnd);
    const { bytes, start } = this.#window;
    const database = readConnect(toText(bytes.subarray(start, Math.min(end, start + 1_024))));
    if (database !== null) this.scope = { database, schema: null };
    this.#window.start = end;
    return null;
  }

  /** MySQL's client, "DELIMITER": the rest of the line. */
  async #readDelimiter(): Promise<null> {
    const end = await this.#whole(lineEnd);
    const line = toText(this.#window.bytes.subarray(this.#window.start, end)).slice("DELIMITER".length).trim();
    this.#delimiter = line === ";" || line === "" ? STATEMENT_END : new TextEncoder().encode(line);
    this.#window.start = end;
    return null;
  }

  async #firstWord(): Promise<string> {
    await this.#atLeast(16);
    const { bytes, start, end } = this.#window;
    let at = start;
    while (at < end && at < start + 16 && isWordByte(bytes[at]!)) at++;
    return toText(bytes.subarray(start, at)).toUpperCase();
  }

  async #head<T>(read: (text: string) => T | null): Promise<T | null> {
    for (let length = 1_024; length <= HEAD_BYTES_MAX; length *= 4) {
      await this.#atLeast(length);
      const { bytes, start, end } = this.#window;
      const head = read(toText(bytes.subarray(start, Math.min(end, start + length))));
      if (head !== null || end - start < length) return head;
    }
    return null;
  }

  /** Whether `byte` is the next behind white space. @param take whether to go behind it */
  async #isNext(byte: number, take = true): Promise<boolean> {
    const at = await this.#whole((bytes, start, end) => {
      const at = skipSpace(bytes, start, end, this.#options.dialect);
      return at >= end ? UNFINISHED : at;
    });
    this.#window.start = at;
    if (this.#window.bytes[at] !== byte) return false;
    if (take) this.#window.start++;
    return true;
  }

  async #atLeast(count: number): Promise<void> {
    while (this.#window.end - this.#window.start < count && await this.#window.more());
  }

  /** A last line without a line feed is no comment that was cut off. */
  #isLastLineComment(): boolean {
    const { bytes, start, end } = this.#window;
    const text = toText(bytes.subarray(start, Math.min(end, start + 2)));
    return text === "--" || text.startsWith("#") ||
      !text.startsWith("/*") && bytes.subarray(start, end).indexOf(0x2f) === -1;
  }

  #broken(at: number, what: string): SourceError {
    return new SourceError(`Could not read the dump at byte ${this.#window.positionOf(at)}: ${what}`);
  }
}

function slotsOf(columns: readonly string[], wanted: readonly string[]): number[] {
  return columns.map((column) => wanted.indexOf(column));
}

function toText(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
