/**
 * The one connection that writes to the embedded database, given to one after the other. What has committed hands it on
 * and waits for the disk afterwards: those who come meanwhile commit too, and share the sync.
 */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from "kysely";
import type { SqliteDatabaseLike } from "./sqlite_connection.ts";

/** What leaves nothing to be synced. */
const READS = /^\s*(select|pragma|explain)\b/i;

type OneWriter = ReturnType<typeof createOneWriter>;

/** @param onWrote hears of each statement that wrote, with its rows */
export function createOneWriter(open: () => Promise<SqliteDatabaseLike>, onWrote: (rows: number) => void) {
  const driver = new SqliteDriver({ database: open });
  const turn = new Turn();
  let opened: Promise<void> | null = null;
  // A failure is not kept: the next who comes tries again, and there is nothing to close.
  const init = () =>
    opened ??= driver.init().catch((error) => {
      opened = null;
      throw error;
    });
  return {
    /** @param flush awaited by whoever wrote, with the connection handed on */
    dialect: (flush: () => Promise<void>): Dialect => ({
      createDriver: () => new HandingOnDriver({ driver, turn, init, flush, onWrote }),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createAdapter: () => new OneWriterAdapter(),
      createIntrospector: (db) => new SqliteIntrospector(db as Kysely<unknown>),
    }),
    /** Runs something while nobody writes. */
    async alone(work: () => Promise<void>): Promise<void> {
      await turn.take();
      try {
        await work();
      } finally {
        turn.give();
      }
    },
    async close(): Promise<void> {
      if (opened === null) return;
      await opened;
      await driver.destroy();
    },
  };
}

class OneWriterAdapter extends SqliteAdapter {
  /** The turns are given here. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }

  /**
   * https://www.sqlite.org/lang_transaction.html: changes of the schema are undone like any other. Kysely runs migrations
   * of SQLite outside a transaction, so one that was cut short would never apply again.
   */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** First come, first served. */
class Turn {
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  take(): Promise<void> | void {
    if (this.#isTaken) return new Promise((resolve) => void this.#waiting.push(resolve));
    this.#isTaken = true;
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#isTaken = false;
    else next();
  }
}

/** The connection while somebody has it: again and again, where it is kept over several transactions. */
class Lease implements DatabaseConnection {
  isHeld = true;
  hasWritten = false;

  constructor(
    readonly connection: DatabaseConnection,
    readonly turn: Turn,
    readonly onWrote: (rows: number) => void,
  ) {}

  async hold(): Promise<DatabaseConnection> {
    if (!this.isHeld) {
      await this.turn.take();
      this.isHeld = true;
    }
    return this.connection;
  }

  /** @returns whether something was written that is not synced yet */
  handOn(): boolean {
    const { isHeld, hasWritten } = this;
    this.isHeld = false;
    this.hasWritten = false;
    if (isHeld) this.turn.give();
    return hasWritten;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const connection = await this.hold();
    if (READS.test(query.sql)) return await connection.executeQuery<Row>(query);
    this.hasWritten = true;
    const result = await connection.executeQuery<Row>(query);
    this.onWrote(Number(result.numAffectedRows ?? result.rows.length));
    return result;
  }

  async *streamQuery<Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> {
    yield* (await this.hold()).streamQuery<Row>(query, chunkSize);
  }
}

interface HandingOnParts {
  readonly driver: SqliteDriver;
  readonly turn: Turn;
  readonly init: () => Promise<void>;
  readonly flush: () => Promise<void>;
  readonly onWrote: (rows: number) => void;
}

class HandingOnDriver implements Driver {
  readonly #parts: HandingOnParts;

  constructor(parts: HandingOnParts) {
    this.#parts = parts;
  }

  init(): Promise<void> {
    return this.#parts.init();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const { driver, turn, onWrote } = this.#parts;
    await turn.take();
    return new Lease(await driver.acquireConnection(), turn, onWrote);
  }

  async beginTransaction(connection: DatabaseConnection, _settings: TransactionSettings): Promise<void> {
    await this.#parts.driver.beginTransaction(await leaseOf(connection).hold());
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const lease = leaseOf(connection);
    await this.#parts.driver.commitTransaction(lease.connection);
    if (lease.handOn()) await this.#parts.flush();
  }

  /** What was handed on has committed; only the disk failed it. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const lease = leaseOf(connection);
    if (!lease.isHeld) return;
    lease.hasWritten = false;
    await this.#parts.driver.rollbackTransaction(lease.connection);
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    if (leaseOf(connection).handOn()) await this.#parts.flush();
  }

  /** It belongs to all who share it. */
  destroy(): Promise<void> {
    return Promise.resolve();
  }
}

function leaseOf(connection: DatabaseConnection): Lease {
  if (connection instanceof Lease) return connection;
  throw new Error("Could not go on: the connection is another database's");
}
