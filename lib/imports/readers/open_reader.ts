/** A source and the reader of its system, put together: tables by name, rows by column, text by charset. */
import { createTextDecoder } from "../source/charset.ts";
import { createRowReader, type Row } from "../source/row.ts";
import { findName, type Source, SourceError } from "../source/source.ts";
import type { OpenedReader, PasswordOptions, ReaderContext, SystemReader } from "./reader.ts";
import { zonedTime } from "./times.ts";

export interface OpenedSystem {
  readonly reader: OpenedReader;
  /** The rows of the table of accounts. */
  accountRows(): AsyncIterable<readonly Row[]>;
  readonly accountCount: number;
}

/** What an operator says of the source's rows. */
export interface ReadOptions {
  readonly charset: string;
  /** Takes what there is of half a dump: only the table of accounts must be there. */
  readonly isPartial: boolean;
  /** For columns without a zone; null where nobody said. */
  readonly timezone: string | null;
  readonly passwords: PasswordOptions;
}

interface OpenReaderParts {
  readonly source: Source;
  readonly system: SystemReader;
  readonly options: ReadOptions;
  readonly now: number;
  readonly skip: ReaderContext["skip"];
  /** Hears of a table that half a dump lacks. */
  readonly missing: (table: string) => void;
}

/** @throws {SourceError} when a table or a column is missing, or a time hangs on a zone that nobody said */
export async function openReader(parts: OpenReaderParts): Promise<OpenedSystem> {
  const { source, system, options, now, skip, missing } = parts;
  const refused = system.refuse?.(new Set([...source.tables.keys()].map((name) => name.toLowerCase())));
  if (refused !== null && refused !== undefined) {
    throw new SourceError(`Could not import ${source.description}: ${refused}`);
  }
  const each = createTableReader(
    source,
    options.charset,
    options.isPartial ? (table) => table !== system.accountTable && (missing(table), true) : undefined,
  );
  if (findName(source.tables.keys(), system.accountTable) === null) {
    throw new SourceError(withoutTable(source, system.accountTable));
  }
  const reader = await system.open({
    source,
    now,
    each,
    localTime: createLocalTime(options.timezone),
    passwords: options.passwords,
    skip,
  });
  const accountCount = await source.count(findName(source.tables.keys(), system.accountTable) ?? system.accountTable);
  return { reader, accountCount, accountRows: () => each(system.accountTable, reader.columns) };
}

/**
 * A table, or a column, with `?` behind its name may be missing.
 * @param mayLack whether a table without a `?` may be missing all the same
 */
export function createTableReader(
  source: Source,
  charset: string,
  mayLack: (table: string) => boolean = () => false,
): ReaderContext["each"] {
  const decode = createTextDecoder(source.charset ?? charset);
  return async function* (tableName, columnNames) {
    const [wanted, isOptional] = optional(tableName);
    const table = findName(source.tables.keys(), wanted);
    if (table === null) {
      if (isOptional || mayLack(wanted)) return;
      throw new SourceError(withoutTable(source, wanted));
    }
    const columns = columnNames.map(optional);
    const own = source.tables.get(table) ?? [];
    const present = columns.filter(([name, isOptional]) => !isOptional || findName(own, name) !== null).map(([name]) =>
      name
    );
    const read = createRowReader(
      present,
      decode,
      columns.filter(([name]) => !present.includes(name)).map(([name]) => name),
    );
    for await (const rows of source.rows(table, present)) yield rows.map(read);
  };
}

/** Half of a dump often lacks the tables that come last: bans above all. */
function withoutTable({ description, tables, endsAt }: Source, wanted: string): string {
  const there = `Could not read ${description}: it has no table ${wanted}. There: ${
    [...tables.keys()].join(", ") || "none that is looked for"
  }`;
  if (endsAt === undefined) return there;
  return `${there}. The dump ends at byte ${endsAt}. Make it anew with the table, or take what there is with --partial`;
}

function optional(name: string): [name: string, isOptional: boolean] {
  return name.endsWith("?") ? [name.slice(0, -1), true] : [name, false];
}

/** A ban's end is not guessed at: without a zone the import ends at the first time that needs one. */
function createLocalTime(timezone: string | null): ReaderContext["localTime"] {
  return (text) => {
    if (timezone !== null) return zonedTime(text, timezone);
    if (text === null || text === "" || text.startsWith("0000-00-00")) return null;
    throw new SourceError(
      "Could not read the times: this system writes them in its server's own zone. Say it, as in --timezone Europe/Berlin",
    );
  };
}
