/** One import from end to end: looked through, planned, written in batches (or undone, for a dry run), and reported. */
import type { Cidr } from "../platform/addresses/cidr.ts";
import { AppError } from "../platform/errors.ts";
import type { UnitOfWork } from "../platform/database/database.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";
import { createSyncSeal } from "../platform/crypto/secret_box.ts";
import { createHmac } from "node:crypto";
import type { GameCatalog } from "../domain/characters/games.ts";
import { createReservedNames } from "../domain/deletion/reserved_names.ts";
import type { Revocation } from "../domain/revocation/revocation.ts";
import { CharsetCheck } from "./source/charset_check.ts";
import { type OpenedSystem, openReader } from "./readers/open_reader.ts";
import type { ImportOptions } from "./plan/options.ts";
import { findTwins, type Twins, type Wants } from "./plan/twins.ts";
import { type ForeignAccount, RowError, type SystemReader } from "./readers/reader.ts";
import { TimeError } from "./readers/times.ts";
import type { Progress } from "./report/progress.ts";
import { BatchReport, Report, type ReportLists, type Summary } from "./report/report.ts";
import { CharsetError } from "./source/charset.ts";
import type { Row } from "./source/row.ts";
import { type Source, SourceError } from "./source/source.ts";
import { type BatchParts, type ReadRow, writeAccountRows } from "./writer/batch.ts";
import { writeBan } from "./writer/ban_batch.ts";
import { beginRun, type Book, createBook, finishRun, withoutId } from "./writer/book.ts";
import { type CharacterImport, importCharacters } from "./writer/characters.ts";

interface ImportParts extends Pick<Kernel, "database" | "clock" | "random"> {
  readonly games: GameCatalog;
  readonly masterKey: Uint8Array;
  readonly deriveKey: (info: string, lengthBytes: number) => Uint8Array;
  readonly revocation: Revocation;
  readonly trustedProxies: readonly Cidr[];
  readonly progress: Progress;
  readonly lists: ReportLists;
  /** Aborted when the operator wants it to end after the batch. */
  readonly signal: AbortSignal;
}

interface ImportRequest {
  readonly system: SystemReader;
  /** The accounts' first; others hold what belongs to them. */
  readonly sources: readonly [Source, ...Source[]];
  readonly options: ImportOptions;
  readonly isDryRun: boolean;
  /** For each game that takes some; none: they are only counted. */
  readonly characters: readonly CharacterImport[];
}

export interface ImportResult {
  readonly summary: Summary;
  readonly runId: number;
  readonly hasSkipped: boolean;
  readonly isStopped: boolean;
}

/** Stopped midway, by our own database or the source: whole batches are written, and the same command goes on. */
export class ImportInterrupted extends Error {
  override readonly name = "ImportInterrupted";
}

/** Ends the transaction of a dry run. */
class Undone extends Error {
  constructor(readonly result: ImportResult) {
    super("a dry run writes nothing");
  }
}

const TRIES_MAX = 5;
const FIRST_PAUSE_MS = 500;

/**
 * @throws {SourceError} when the source is refused or empty, before anything is written
 * @throws {PlanRefused} with `--names fail`
 * @throws {ImportInterrupted} when our database was lost for good, or the source after the first batch
 */
export async function runImport(request: ImportRequest, parts: ImportParts): Promise<ImportResult> {
  if (request.isDryRun) return await tryOut(request, parts);
  // One name that is refused keeps all others out, those of earlier batches too.
  if (request.options.names === "fail") await tryOut(request, { ...parts, lists: NO_LISTS });
  let written = 0;
  const inBatch: InBatch = (run) => withRetries(parts, () => parts.database.transaction(run));
  try {
    return await work(request, parts, inBatch, () => void written++);
  } catch (error) {
    if (written === 0 || error instanceof ImportInterrupted) throw error;
    // The source was lost, say: what is written stays, and the book knows it.
    throw new ImportInterrupted(`Stopped midway: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

const NO_LISTS: ReportLists = { conflict: () => {}, skipped: () => {}, renamed: () => {} };

/** One transaction, undone at the end: what a batch writes is there for the next one, as it will be. */
async function tryOut(request: ImportRequest, parts: ImportParts): Promise<ImportResult> {
  try {
    await parts.database.transaction(async (unit) => {
      throw new Undone(await work(request, parts, (run) => run(unit), () => {}));
    });
    throw new Error("Could not undo a dry run");
  } catch (error) {
    if (error instanceof Undone) return error.result;
    throw error;
  }
}

type InBatch = <T>(run: (unit: UnitOfWork) => Promise<T>) => Promise<T>;

/** @param onWritten after each batch of accounts */
async function work(
  request: ImportRequest,
  parts: ImportParts,
  inBatch: InBatch,
  onWritten: () => void,
): Promise<ImportResult> {
  const { system, sources: [source], options } = request;
  const { clock, progress, deriveKey, signal } = parts;
  const startedAt = clock.now().getTime();
  const report = new Report(parts.lists, startedAt);
  const skippedRows: { kind: "suspension" | "ban"; foreignId: string; rule: string }[] = [];
  const opened = await openReader({
    source,
    system,
    options,
    now: startedAt,
    skip: (kind, foreignId, rule) => void skippedRows.push({ kind, foreignId, rule }),
    missing: (table) => report.conflict("", "table_missing", table, "the dump lacks it: what it held is not here"),
  });
  const { twins, accounts } = await lookThrough(opened, request, progress);
  if (accounts === 0) {
    const hasBans = (opened.reader.bans?.length ?? 0) + (opened.reader.suspensions?.size ?? 0) + skippedRows.length > 0;
    if (!hasBans) throw await nothingThere(source, system);
    report.conflict("", "no_rows", system.accountTable, "bans alone are there: no account comes in");
  }
  for (const column of opened.reader.columnsNotRead ?? []) {
    report.conflict("", "column_not_read", column, "the column is none that an import reads");
  }
  const key = deriveKey("import rows", 32);
  const book = await createBook({ label: options.label, key });
  const runId = await inBatch((unit) =>
    beginRun(unit.db, { source: system.system, label: options.label, options: describeOptions(options), at: startedAt })
  );
  const batchParts: BatchParts = {
    label: options.label,
    options,
    twins,
    book,
    revocation: parts.revocation,
    findReserved: createReservedNames(deriveKey("reserved names", 32)).find,
    seal: createSyncSeal({ key: parts.masterKey, random: parts.random }),
    nameBytes: (foreignId: string, tries: number) =>
      new Uint8Array(createHmac("sha256", key).update(`${options.label}\0${foreignId}\0${tries}`).digest()),
  };

  // What a batch did is told once it is written: one that was tried twice counts once.
  const inToldBatch = async (run: (unit: UnitOfWork, told: BatchReport) => Promise<void>) => {
    const told = await inBatch(async (unit) => {
      const batch = new BatchReport(startedAt);
      await run(unit, batch);
      return batch;
    });
    report.add(told);
  };

  let done = 0;
  const orphans = new Set([...opened.reader.suspensions?.values() ?? []].flat().map(({ foreignId }) => foreignId));
  for await (const rows of inBatches(readRows(opened, request.system, twins), options.batch)) {
    if (signal.aborted) break;
    for (const row of rows) {
      const suspensions = "account" in row
        ? row.account.suspensions
        : opened.reader.suspensions?.get(row.foreignId) ?? [];
      for (const { foreignId } of suspensions) {
        orphans.delete(foreignId);
        if ("rule" in row) skippedRows.push({ kind: "suspension", foreignId, rule: "owner skipped" });
      }
    }
    await inToldBatch((unit, told) => writeInSlices(unit, runId, rows, batchParts, told));
    onWritten();
    done += rows.length;
    progress.report("accounts", done, opened.accountCount);
  }
  if (!signal.aborted) {
    await writeBans(opened, parts, inBatch, runId, report, { ...batchParts, trustedProxies: parts.trustedProxies });
    for (const foreignId of orphans) {
      skippedRows.push({ kind: "suspension", foreignId, rule: "it belongs to no account" });
    }
    await bookSkipped(skippedRows, inBatch, runId, report, book);
    await importCharacters(request, { ...parts, book, report, inBatch: inToldBatch, runId });
  }
  progress.end();
  const summary = report.summary({
    system: system.system,
    source: source.description,
    label: options.label,
    dryRun: request.isDryRun,
  });
  await inBatch(async (unit) => {
    if (!signal.aborted) await finishRun(unit.db, runId, summary, clock.now().getTime());
    await unit.db.insertInto("audit_log").values({
      at: unit.now.getTime(),
      action: "import.run",
      actor: "command",
      account_id: null,
      door: null,
      address: null,
      reason: `${options.label}: ${summary.accounts.new} new, ${summary.accounts.changed} changed, ` +
        `${summary.accounts.unchanged} unchanged, ${summary.accounts.skipped} skipped`,
    }).execute();
  });
  return { summary, runId, hasSkipped: report.hasSkipped(), isStopped: signal.aborted };
}

/** What a slice leaves behind goes before the next: a whole batch of it would grow old, which costs memory. */
const SLICE_ROWS = 200;

async function writeInSlices(
  unit: UnitOfWork,
  runId: number,
  rows: readonly ReadRow[],
  parts: BatchParts,
  told: BatchReport,
): Promise<void> {
  for (let from = 0; from < rows.length; from += SLICE_ROWS) {
    const results = await writeAccountRows(unit, runId, rows.slice(from, from + SLICE_ROWS), parts);
    for (const result of results) told.account(result);
  }
}

/** Once through all accounts: who wants the same, and whether the charset is right. */
async function lookThrough(
  opened: OpenedSystem,
  { system, options, sources: [source] }: ImportRequest,
  progress: Progress,
): Promise<{ readonly twins: Twins; readonly accounts: number }> {
  const check = new CharsetCheck(textColumns(opened));
  let isFirst = true;
  let accounts = 0;
  const twins = await findTwins(async function* (): AsyncIterable<readonly Wants[]> {
    let seen = 0;
    for await (const rows of opened.accountRows()) {
      yield rows.map((row, index) => {
        const read = readRow(opened, system, row, seen + index);
        if (isFirst) check.add(row, read.foreignId);
        return "account" in read ? wantsOf(read.account) : { ...WANTS_NOTHING, foreignId: read.foreignId };
      });
      progress.report("looking through", seen += rows.length, opened.accountCount);
    }
    isFirst = false;
    accounts = seen;
  });
  check.finish(source.charset ?? options.charset);
  return { twins, accounts };
}

/** Tables without a row are nobody's community: something went wrong before. */
async function nothingThere(source: Source, { accountTable }: SystemReader): Promise<SourceError> {
  const counts = [...source.tables.keys()].map(async (table) => `${table} ${await source.count(table)}`);
  return new SourceError(
    `Could not import ${source.description}: NO ACCOUNTS, the table ${accountTable} has no rows. A dump that was made ` +
      "with mysqldump --no-data or pg_dump --schema-only has tables alone; or it is the wrong database. Rows there: " +
      (await Promise.all(counts)).join(", "),
  );
}

function textColumns({ reader }: OpenedSystem): string[] {
  return reader.columns.map((column) => column.replace(/\?$/, "")).filter((column) =>
    ["username", "realname", "email"].includes(column.toLowerCase())
  );
}

const WANTS_NOTHING = { name: null, email: null, isVerified: false, lastLoginAt: null };

function wantsOf({ foreignId, name, email, emailVerifiedAt, lastLoginAt }: ForeignAccount): Wants {
  return { foreignId, name, email, isVerified: emailVerifiedAt !== null, lastLoginAt };
}

async function* readRows(
  opened: OpenedSystem,
  system: SystemReader,
  twins: Twins,
): AsyncIterable<readonly ReadRow[]> {
  const seen = new Map<string, number>();
  let before = 0;
  for await (const rows of opened.accountRows()) {
    yield rows.map((row, index) => {
      const read = readRow(opened, system, row, before + index);
      if (!twins.isTwice(read.foreignId)) return read;
      const times = (seen.get(read.foreignId) ?? 0) + 1;
      seen.set(read.foreignId, times);
      if (times === 1) return read;
      return { foreignId: `${read.foreignId} (${times})`, rule: `the key ${read.foreignId} stands there twice` };
    });
    before += rows.length;
  }
}

/** @param before how many rows come before it: its name where it has none of its own */
function readRow({ reader }: OpenedSystem, { keyColumn }: SystemReader, row: Row, before: number): ReadRow {
  let foreignId = "";
  try {
    foreignId = row.text(keyColumn) ?? "";
    const account = reader.read(row);
    return { foreignId: account.foreignId, account };
  } catch (error) {
    if (!(error instanceof RowError || error instanceof CharsetError || error instanceof TimeError)) throw error;
    return { foreignId: foreignId || `row ${before + 1}`, rule: error.message };
  }
}

async function* inBatches<T>(handfuls: AsyncIterable<readonly T[]>, size: number): AsyncIterable<readonly T[]> {
  let batch: T[] = [];
  for await (const handful of handfuls) {
    for (const row of handful) {
      batch.push(row);
      if (batch.length === size) {
        yield batch;
        batch = [];
      }
    }
  }
  if (batch.length > 0) yield batch;
}

async function writeBans(
  { reader }: OpenedSystem,
  { progress }: ImportParts,
  inBatch: InBatch,
  runId: number,
  report: Report,
  parts: Parameters<typeof writeBan>[3],
): Promise<void> {
  let done = 0;
  const { bans = [] } = reader;
  for (const ban of bans) {
    try {
      const outcome = await inBatch((unit) => writeBan(unit, runId, ban, parts));
      report.ban(outcome, ban);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      await bookSkipped(
        [{ kind: "ban", foreignId: ban.foreignId, rule: `${ban.value}: ${error.rule}` }],
        inBatch,
        runId,
        report,
        parts.book,
      );
      report.ban("skipped", ban);
    }
    progress.report("bans", ++done, bans.length);
  }
  if (done > 0) {
    await inBatch((unit) => {
      unit.publish({ type: "bans_changed" });
      return Promise.resolve();
    });
  }
}

async function bookSkipped(
  rows: readonly { kind: "suspension" | "ban"; foreignId: string; rule: string }[],
  inBatch: InBatch,
  runId: number,
  report: Report,
  book: Book,
): Promise<void> {
  for (const { kind, foreignId, rule } of rows) {
    report.skip(kind, foreignId, rule);
    await inBatch(async (unit) => {
      if (await book.findOne(unit, kind, foreignId) !== undefined) return;
      await book.add(unit, runId, [withoutId(kind, foreignId, book.hash({ rule }))]);
    });
  }
}

/** What the book keeps of the options: no pepper and no key. */
function describeOptions({ passwords, games, ...options }: ImportOptions): unknown {
  return {
    ...options,
    games: [...games],
    passwords: {
      fallbackKind: passwords.fallbackKind,
      pepper: passwords.pepper !== null,
      firebase: passwords.firebase !== null,
    },
  };
}

/** A batch that our database could not take is rolled back and tried again. */
async function withRetries<T>({ clock }: ImportParts, run: () => Promise<T>): Promise<T> {
  for (let tries = 1;; tries++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof AppError && (error.code === "unavailable" || error.code === "overloaded"))) throw error;
      if (tries === TRIES_MAX) {
        throw new ImportInterrupted(`The database could not be written ${TRIES_MAX} times: ${error.message}`, {
          cause: error,
        });
      }
      await new Promise<void>((resolve) => void clock.after(FIRST_PAUSE_MS * 2 ** (tries - 1), resolve));
    }
  }
}
