/**
 * The embedded database: SQLite by the runtime's own `node:sqlite`. One connection writes, a second one reads, a third
 * one answers prepared look-ups.
 */
import { DatabaseSync } from "node:sqlite";
import { type CompiledQuery, Kysely, sql, SqliteAdapter, SqliteDialect } from "kysely";
import type { Clock } from "../clock.ts";
import type { Log } from "../log/log.ts";
import { createTransactionRunner, type Database, type Queryable } from "./database.ts";
import { translateSqliteError } from "./errors.ts";
import { createEventHub } from "./events.ts";
import { watchForeignCommits } from "./foreign_commits.ts";
import type { Schema } from "./schema.ts";
import { adaptConnection, type SqliteDatabaseLike } from "./sqlite_connection.ts";
import { createLookUps } from "./sqlite_look_ups.ts";
import { translatingDialect } from "./translating_dialect.ts";
import { createWriteWatch } from "./write_watch.ts";

const WAITING_MAX = 1_000;

export interface SqliteParts {
  /** The file, made where it does not exist, or `:memory:`. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
}

export function openSqlite({ path, clock, log }: SqliteParts): Database {
  const inMemory = path === ":memory:";
  let changes = 0;
  const write = openConnection(path, false, (error) => watch.failed(error));
  const watch = createWriteWatch({ write, clock, isBusy: () => changes > 0 });
  // A memory database belongs to its one connection.
  const read = inMemory ? write : openConnection(path, true, () => {});
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
    write,
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
      if (!inMemory) await read.destroy();
      await write.destroy();
    },
  };
}

/** The connection keeps every statement prepared. */
function preparedOn(connection: Queryable): Database["prepare"] {
  return <Row>(_name: string, query: CompiledQuery<Row>) => async (parameters: readonly unknown[]) =>
    (await connection.executeQuery<Row>({ ...query, parameters })).rows;
}

/** @param onError hears of every failure, translated */
function openConnection(path: string, readOnly: boolean, onError: (error: unknown) => void): Kysely<Schema> {
  const open = (): Promise<SqliteDatabaseLike> => {
    const database = new DatabaseSync(path, { readOnly });
    if (!readOnly) {
      database.exec("pragma journal_mode = wal");
      database.exec("pragma synchronous = full");
      database.exec("pragma foreign_keys = on");
    }
    database.exec("pragma busy_timeout = 2000");
    return Promise.resolve(adaptConnection(database));
  };
  return new Kysely<Schema>({
    dialect: translatingDialect(new TransactionalSqliteDialect({ database: open }), (error) => {
      const translated = translateSqliteError(error);
      onError(translated);
      return translated;
    }),
  });
}

/** Kysely runs migrations of SQLite outside a transaction, so one that was cut short would never apply again. */
class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  /** https://www.sqlite.org/lang_transaction.html: changes of the schema are undone like any other. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
