/** The characters of a game: the rows of a foreign system's tables, as the game's own importer reads them. */
import { sql } from "kysely";
import type { UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import { createTableReader } from "../readers/open_reader.ts";
import type { ImportOptions } from "../plan/options.ts";
import { RowError, type SystemReader } from "../readers/reader.ts";
import { CharsetError } from "../source/charset.ts";
import type { Row } from "../source/row.ts";
import { findName, type Source } from "../source/source.ts";
import {
  type CharacterReport,
  type CharacterWriter,
  type CharacterWriterParts,
  createCharacterWriter,
} from "./character_writer.ts";

/** What an importer may do with a row, as `ImportContext` of the module API says it. */
interface RowContext extends Pick<CharacterWriter, "account" | "character"> {
  notCarried(kind: string, foreignId: string): void;
}

export interface CharacterImport {
  readonly gameId: string;
  /** Read in this order. */
  readonly tables: readonly string[];
  /** In the batch's transaction. What it throws undoes the row. */
  row(
    unit: UnitOfWork,
    input: { readonly table: string; readonly row: Readonly<Record<string, unknown>> },
    context: RowContext,
  ): Promise<void>;
}

export interface CharactersParts extends Omit<CharacterWriterParts, "gameId"> {
  readonly progress: { report(what: string, done: number, total: number): void };
  readonly signal: AbortSignal;
  /** What a batch reports is told once it is written: one that was tried twice counts once. */
  readonly inBatch: (run: (unit: UnitOfWork, report: CharacterReport) => Promise<void>) => Promise<void>;
}

interface CharactersRequest {
  readonly system: SystemReader;
  readonly sources: readonly Source[];
  readonly options: ImportOptions;
  /** For each game that takes some; none: they are only counted. */
  readonly characters: readonly CharacterImport[];
}

export async function importCharacters(request: CharactersRequest, parts: CharactersParts): Promise<void> {
  await tellNone(request, parts);
  if (request.characters.length === 0) return await countCharacters(request, parts);
  for (const game of request.characters) {
    for (const table of game.tables) {
      const found = findTable(request.sources, table);
      if (found !== null) await importTable(request, game, found, parts);
    }
  }
}

/** Who names a game's database or a game expects characters. */
async function tellNone(
  { system, sources, characters }: CharactersRequest,
  { report }: CharactersParts,
): Promise<void> {
  const { characterTable } = system;
  if (characterTable === undefined || (sources.length === 1 && characters.length === 0)) return;
  const found = findTable(sources, characterTable);
  if (found !== null && await found.source.count(found.table) > 0) return;
  report.conflict("", "no_rows", characterTable, found === null ? "no source has this table" : "it has no rows");
}

async function countCharacters({ system, sources }: CharactersRequest, { report }: CharactersParts): Promise<void> {
  const found = system.characterTable === undefined ? null : findTable(sources, system.characterTable);
  if (found !== null) report.characters("not asked for", await found.source.count(found.table));
}

interface FoundTable {
  readonly source: Source;
  readonly table: string;
}

/** The tables of the accounts' own source come last: a game's own database names its tables alike. */
function findTable(sources: readonly Source[], wanted: string): FoundTable | null {
  for (const source of sources.toReversed()) {
    const table = findName(source.tables.keys(), wanted);
    if (table !== null) return { source, table };
  }
  return null;
}

async function importTable(
  { options }: CharactersRequest,
  game: CharacterImport,
  { source, table }: FoundTable,
  parts: CharactersParts,
): Promise<void> {
  const columns = source.tables.get(table) ?? [];
  const total = await source.count(table);
  let done = 0;
  for await (const rows of createTableReader(source, options.charset)(table, columns)) {
    if (parts.signal.aborted) return;
    await parts.inBatch(async (unit, report) => {
      const batchParts = { ...parts, report, gameId: game.gameId };
      const writer = createCharacterWriter(unit, batchParts);
      for (const row of rows) await importRow(unit, game, table, toRecord(row, columns), writer, batchParts);
    });
    parts.progress.report(table, done += rows.length, total);
  }
}

/** A row that fails is undone by itself, and its account stays. */
async function importRow(
  unit: UnitOfWork,
  game: CharacterImport,
  table: string,
  row: Readonly<Record<string, unknown>>,
  writer: CharacterWriter,
  { report }: CharactersParts,
): Promise<void> {
  await sql`savepoint import_row`.execute(unit.db);
  try {
    await game.row(unit, { table, row }, { ...writer, notCarried: (kind, id) => report.notCarried(kind, id) });
    await sql`release savepoint import_row`.execute(unit.db);
    writer.keep();
  } catch (error) {
    if (error instanceof AppError && error.code === "unavailable") throw error;
    await sql`rollback to savepoint import_row`.execute(unit.db);
    await sql`release savepoint import_row`.execute(unit.db);
    await writer.drop(`${table} ${String(row["id"] ?? "")}`.trim(), reasonOf(error));
  }
}

/** The rule of ours that a character broke, though it comes through the game's importer as a failure of its own. */
function reasonOf(error: unknown): string {
  const rule = error instanceof AppError ? error.cause : error;
  if (rule instanceof RowError) return rule.rule;
  return error instanceof AppError ? error.message : "the game's importer failed";
}

/** Text where it is one, and bytes where it is none. */
function toRecord(row: Row, columns: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(columns.map((column) => [column, valueOf(row, column)]));
}

function valueOf(row: Row, column: string): string | Uint8Array | null {
  try {
    return row.text(column);
  } catch (error) {
    if (error instanceof CharsetError) return row.bytes(column);
    throw error;
  }
}
