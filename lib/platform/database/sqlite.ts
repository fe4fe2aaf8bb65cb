/**
 * The embedded database: SQLite by the runtime's own `node:sqlite`. One connection writes, a second one reads, a third
 * one answers prepared look-ups, and two more have threads of their own: one reads much, one takes the log over.
 */
import type { DatabaseSync } from "node:sqlite";
import { type CompiledQuery, type Dialect, Kysely, sql, SqliteDialect } from "kysely";
import type { Clock } from "../clock.ts";
import type { Log } from "../log/log.ts";
import { CHECKPOINT_BOUNDS, type CheckpointBounds, createCheckpoints } from "./checkpoints.ts";
import { createTransactionRunner, type Database, type Queryable } from "./database.ts";
import { translateSqliteError } from "./errors.ts";
import { createEventHub } from "./events.ts";
import { watchForeignCommits } from "./foreign_commits.ts";
import { createOneWriter } from "./one_writer.ts";
import type { Schema } from "./schema.ts";
import { openAside } from "./sqlite_aside.ts";
import { adaptConnection, type SqliteDatabaseLike } from "./sqlite_connection.ts";
import { openSqliteFile } from "./sqlite_file.ts";
import { createLookUps } from "./sqlite_look_ups.ts";
import { translatingDialect } from "./translating_dialect.ts";
import { createWalSync, openWalFile, type WalFile } from "./wal_sync.ts";
import { createWriteWatch } from "./write_watch.ts";

const WAITING_MAX = 1_000;

interface SqliteParts {
  /** The file, made where it does not exist, or `:memory:`. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
  /** In place of the file's own log. */
  readonly walFile?: WalFile;
  readonly checkpointBounds?: CheckpointBounds;
  /** The image of a database that one in memory begins as: tests copy one that was migrated. */
  readonly beginAs?: Uint8Array | undefined;
}

export function openSqlite(parts: SqliteParts): Database {
  const { path, clock, log, walFile = openWalFile(path), checkpointBounds: bounds = CHECKPOINT_BOUNDS } = parts;
  const inMemory = path === ":memory:";
  let changes = 0;
  let isSyncedBySqlite = inMemory;
  const writer = createOneWriter(() => {
    const database = openSqliteFile(path, { readOnly: false });
    try {
      if (parts.beginAs !== undefined) database.deserialize(parts.beginAs);
      isSyncedBySqlite = !useLog(database, bounds.lengthMax);
    } catch (error) {
      database.close();
      throw error;
    }
    return Promise.resolve(adaptConnection(database));
  }, (rows) => isSyncedBySqlite || checkpoints.wrote(rows));
  const checkpoints = createCheckpoints({ path, bounds, clock, log, alone: writer.alone });
  const wal = createWalSync(walFile);
  const noted = (error: unknown) => watch.failed(error);
  const write = kyselyOn(writer.dialect(async () => isSyncedBySqlite ? undefined : await wal.flush()), noted);
  const volatile = kyselyOn(writer.dialect(() => Promise.resolve()), noted);
  const watch = createWriteWatch({ write, clock, isBusy: () => changes > 0 });
  // A memory database belongs to its one connection.
  const read = inMemory ? write : openReader(path);
  const aside = inMemory ? null : openAside(path);
  const lookUps = inMemory ? null : createLookUps(path);
  const hub = createEventHub((error) => log.error("An event listener failed", { error }));
  const endWatch = inMemory ? () => {} : watchForeignCommits({ write, clock, onCommit: hub.gap });
  const transaction = createTransactionRunner({
    engine: "sqlite",
    write,
    clock,
    announce: async () => {}, // one process owns the file
    deliver: hub.deliver,
    onCommit: watch.succeeded,
    onAfterCommitError: (error) => log.error("Work after a commit failed", { error }),
    waitingMax: WAITING_MAX,
  });
  return {
    engine: "sqlite",
    read,
    aside: aside?.db ?? read,
    write,
    volatile,
    events: hub,
    prepare: lookUps?.prepare ?? preparedOn(read),
    async transaction(work) {
      changes++;
      try {
        return await transaction(work);
      } finally {
        changes--;
      }
    },
    withoutTimeLimits: (work) => work(write),
    async check() {
      await sql`select 1`.execute(read);
      await watch.check();
    },
    pool: () => null,
    async close() {
      endWatch();
      lookUps?.close();
      await aside?.close();
      if (!inMemory) await read.destroy();
      await Promise.all([write.destroy(), volatile.destroy()]);
      await wal.close();
      await checkpoints.close();
      await writer.close();
    },
  };
}

/** The connection keeps every statement prepared. */
function preparedOn(connection: Queryable): Database["prepare"] {
  return <Row>(_name: string, query: CompiledQuery<Row>) => async (parameters: readonly unknown[]) =>
    (await connection.executeQuery<Row>({ ...query, parameters })).rows;
}

/**
 * For whoever writes.
 * @param lengthMax pages from which on a commit takes the log over itself
 * @returns whether it has a log, which the program syncs (wal_sync.ts); else SQLite does
 */
function useLog(database: DatabaseSync, lengthMax: number): boolean {
  const { journal_mode: mode } = database.prepare("pragma journal_mode = wal").get() ?? {};
  const hasLog = mode === "wal";
  database.exec(`pragma synchronous = ${hasLog ? "normal" : "full"}`);
  database.exec("pragma foreign_keys = on");
  database.exec(`pragma wal_autocheckpoint = ${lengthMax}`);
  return hasLog;
}

function openReader(path: string): Kysely<Schema> {
  const open = () => Promise.resolve<SqliteDatabaseLike>(adaptConnection(openSqliteFile(path, { readOnly: true })));
  return kyselyOn(new SqliteDialect({ database: open }), () => {});
}

/** @param onError hears of every failure, translated */
function kyselyOn(dialect: Dialect, onError: (error: unknown) => void): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: translatingDialect(dialect, (error) => {
      const translated = translateSqliteError(error);
      onError(translated);
      return translated;
    }),
  });
}
