/** The database as the rest of the program sees it: one interface over two engines. */
import { type CompiledQuery, type Kysely, sql, type Transaction } from "kysely";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { DatabaseEvent, EventBus } from "./events.ts";
import type { Schema } from "./schema.ts";

export type Engine = "sqlite" | "postgres";

/** A handle that queries can be built on: the database's own or a transaction's. */
export type Queryable = Kysely<Schema>;

/** One change, all of it or nothing. Inside it only its own handle is used: the embedded database has one connection. */
export interface UnitOfWork {
  readonly engine: Engine;
  readonly db: Transaction<Schema>;
  /** The one instant at which everything in it happens: what it writes is dated by it, what holds is judged by it. */
  readonly now: Date;
  /** Is delivered, here and on every instance, if and when the change is committed. */
  publish(event: DatabaseEvent): void;
  /** Runs after the commit and before `transaction` resolves; what it throws is logged. */
  afterCommit(run: () => void | Promise<void>): void;
}

export interface Database {
  readonly engine: Engine;
  /** Outside any transaction: sees what is committed. Not for writing. */
  readonly read: Queryable;
  /**
   * The same for what may read much (lists of operators, files, counts): on the embedded database by a thread of its own,
   * one question after the other.
   */
  readonly aside: Queryable;
  /** Outside any transaction, for single statements that write. */
  readonly write: Queryable;
  /**
   * As `write`, and waits for no disk: what it wrote survives the process, and may be lost with the machine's power. For
   * counts that strangers can make us write, and that nobody misses.
   */
  readonly volatile: Queryable;
  readonly events: EventBus;
  /**
   * A query that is asked again and again, outside any transaction: every connection prepares it once. It names its
   * columns one by one, so that a new one does not spoil what is prepared.
   * @param name unique for the query
   */
  prepare<Row>(name: string, query: CompiledQuery<Row>): (parameters: readonly unknown[]) => Promise<Row[]>;
  /**
   * Runs `work` in a transaction and commits what it did, unless it throws.
   * @throws {AppError} `unavailable` when the database cannot be reached, `overloaded` when too many wait already.
   */
  transaction<T>(work: (unit: UnitOfWork) => Promise<T>): Promise<T>;
  /** For migrations, which may wait for another instance's and take as long as they need: no statement has a time limit. */
  withoutTimeLimits<T>(work: (db: Queryable) => Promise<T>): Promise<T>;
  /** @throws {AppError} `unavailable` */
  check(): Promise<void>;
  /** Null for the embedded database, which has no pool. */
  pool(): PoolState | null;
  close(): Promise<void>;
}

export interface PoolState {
  /** Connections that are open. */
  readonly total: number;
  readonly idle: number;
  /** Queries that wait for a connection. */
  readonly waiting: number;
}

interface TransactionParts {
  readonly engine: Engine;
  readonly write: Queryable;
  readonly clock: Clock;
  /** Sends to the other instances, inside the transaction. Asked where there is something to send. */
  readonly announce: (db: Transaction<Schema>, events: readonly DatabaseEvent[]) => Promise<void>;
  readonly deliver: (event: DatabaseEvent) => void;
  readonly onCommit: () => void;
  readonly onAfterCommitError: (error: unknown) => void;
  /** How many transactions may run or wait at once. */
  readonly waitingMax: number;
}

/** Makes `transaction` out of what an engine brings. */
export function createTransactionRunner(parts: TransactionParts): Database["transaction"] {
  let running = 0;
  return async (work) => {
    if (running >= parts.waitingMax) {
      throw new AppError("overloaded", "Could not start: too many changes are waiting for the database", {
        retryAfterSeconds: 1,
      });
    }
    running++;
    try {
      const events: DatabaseEvent[] = [];
      const after: (() => void | Promise<void>)[] = [];
      const result = await parts.write.transaction().execute(async (db) => {
        const value = await work({
          engine: parts.engine,
          db,
          now: parts.clock.now(),
          publish: (event) => events.push(event),
          afterCommit: (run) => after.push(run),
        });
        if (events.length > 0) await parts.announce(db, events);
        return value;
      });
      parts.onCommit();
      for (const event of events) parts.deliver(event);
      for (const run of after) {
        try {
          await run();
        } catch (error) {
          parts.onAfterCommitError(error);
        }
      }
      return result;
    } finally {
      running--;
    }
  };
}

/** The same database, whose `read` is `aside`. */
export function readingAside(database: Database): Database {
  return { ...database, read: database.aside };
}

/** The same database, whose units of work take their instant from another clock. */
export function datedBy(clock: Clock, database: Database): Database {
  return {
    ...database,
    transaction: (work) => database.transaction((unit) => work({ ...unit, now: clock.now() })),
  };
}

/** Rows of an account that two changes must not touch at once wait here for one another. SQLite has one writer anyway. */
export async function lockAccount(unit: UnitOfWork, accountId: number): Promise<void> {
  if (unit.engine === "postgres") {
    await sql`select 1 from accounts where id = ${accountId} for no key update`.execute(unit.db);
  }
}

/** A transaction that has locked the account from its beginning. */
export function lockingAccount<T>(
  database: Pick<Database, "transaction">,
  accountId: number,
  work: (unit: UnitOfWork) => Promise<T>,
): Promise<T> {
  return database.transaction(async (unit) => {
    await lockAccount(unit, accountId);
    return await work(unit);
  });
}

/** Two changes that name the same thing wait here for one another, where there is no row to wait at. */
export async function lockName(unit: UnitOfWork, name: string): Promise<void> {
  if (unit.engine === "postgres") {
    await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(unit.db);
  }
}
