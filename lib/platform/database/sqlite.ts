/**
 * The embedded database: SQLite by the runtime's own `node:sqlite`. One connection writes, a second one reads, a third
 * one answers prepared look-ups.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { type CompiledQuery, Kysely, sql, SqliteAdapter, SqliteDialect } from "kysely";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import type { Log } from "../log/log.ts";
import { createTransactionRunner, type Database, type Queryable } from "./database.ts";
import { translateSqliteError } from "./errors.ts";
import { createEventHub } from "./events.ts";
import type { Schema } from "./schema.ts";
import { createLookUps } from "./sqlite_look_ups.ts";
import { translatingDialect } from "./translating_dialect.ts";

const STATEMENTS_MAX = 300;
const WAITING_MAX = 1_000;

export interface SqliteParts {
  /** The file, made where it does not exist, or `:memory:`. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
}

export function openSqlite({ path, clock, log }: SqliteParts): Database {
  const inMemory = path === ":memory:";
  const write = openConnection(path, false);
  // A memory database belongs to its one connection.
  const read = inMemory ? write : openConnection(path, true);
  const lookUps = inMemory ? null : createLookUps(path);
  const hub = createEventHub((error) => log.error("An event listener failed", { error }));
  return {
    engine: "sqlite",
    read,
    write,
    events: hub,
    prepare: lookUps?.prepare ?? preparedOn(read),
    transaction: createTransactionRunner({
      engine: "sqlite",
      write,
      clock,
      announce: async () => {}, // one process owns the file
      deliver: hub.deliver,
      onAfterCommitError: (error) => log.error("Work after a commit failed", { error }),
      waitingMax: WAITING_MAX,
    }),
    withoutTimeLimits: (work) => work(write),
    async check() {
      await sql`select 1`.execute(read);
    },
    pool: () => null,
    async close() {
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

function openConnection(path: string, readOnly: boolean): Kysely<Schema> {
  const open = (): Promise<SqliteDatabaseLike> => {
    const database = new DatabaseSync(path, { readOnly });
    if (!readOnly) {
      database.exec("pragma journal_mode = wal");
      database.exec("pragma synchronous = full");
      database.exec("pragma foreign_keys = on");
    }
    database.exec("pragma busy_timeout = 2000");
    return Promise.resolve(adapt(database));
  };
  return new Kysely<Schema>({
    dialect: translatingDialect(new TransactionalSqliteDialect({ database: open }), translateSqliteError),
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

interface SqliteDatabaseLike {
  prepare(sql: string): {
    readonly reader: boolean;
    all(parameters: readonly unknown[]): unknown[];
    run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
    iterate(parameters: readonly unknown[]): IterableIterator<unknown>;
  };
  close(): void;
}

/** Gives `node:sqlite` the few methods that Kysely's dialect expects, and keeps prepared statements. */
function adapt(database: DatabaseSync): SqliteDatabaseLike {
  const statements = new LRUCache<string, StatementSync>({ max: STATEMENTS_MAX });
  const statementFor = (text: string): StatementSync => {
    const known = statements.get(text);
    if (known !== undefined) return known;
    const statement = database.prepare(text);
    // A change of the schema can make a kept statement stale, so only plain statements are kept.
    if (/^\s*(select|insert|update|delete|with)\b/i.test(text)) statements.set(text, statement);
    return statement;
  };
  return {
    prepare(text) {
      const statement = statementFor(text);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
        iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>,
      };
    },
    close() {
      statements.clear();
      database.close();
    },
  };
}
