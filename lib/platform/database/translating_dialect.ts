/** A Kysely dialect whose every error is translated in one place, whichever handle the query was built on. */
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult, TransactionSettings } from "kysely";

export function translatingDialect(inner: Dialect, translate: (error: unknown) => unknown): Dialect {
  return {
    createDriver: () => new TranslatingDriver(inner.createDriver(), translate),
    createQueryCompiler: () => inner.createQueryCompiler(),
    createAdapter: () => inner.createAdapter(),
    createIntrospector: (db) => inner.createIntrospector(db),
  };
}

class TranslatingConnection implements DatabaseConnection {
  constructor(readonly inner: DatabaseConnection, readonly translate: (error: unknown) => unknown) {}

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      return await this.inner.executeQuery<Row>(query);
    } catch (error) {
      throw this.translate(error);
    }
  }

  streamQuery<Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> {
    return this.inner.streamQuery<Row>(query, chunkSize);
  }
}

class TranslatingDriver implements Driver {
  readonly #inner: Driver;
  readonly #translate: (error: unknown) => unknown;
  readonly #connections = new WeakMap<DatabaseConnection, TranslatingConnection>();

  constructor(inner: Driver, translate: (error: unknown) => unknown) {
    this.#inner = inner;
    this.#translate = translate;
  }

  init() {
    return this.#guard(() => this.#inner.init());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const inner = await this.#guard(() => this.#inner.acquireConnection());
    let outer = this.#connections.get(inner);
    if (outer === undefined) {
      outer = new TranslatingConnection(inner, this.#translate);
      this.#connections.set(inner, outer);
    }
    return outer;
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings) {
    return this.#guard(() => this.#inner.beginTransaction(unwrap(connection), settings));
  }

  commitTransaction(connection: DatabaseConnection) {
    return this.#guard(() => this.#inner.commitTransaction(unwrap(connection)));
  }

  /** What fails here was undone already, or is with its connection; it would hide what the transaction failed of. */
  async rollbackTransaction(connection: DatabaseConnection) {
    await this.#inner.rollbackTransaction(unwrap(connection)).catch(() => {});
  }

  releaseConnection(connection: DatabaseConnection) {
    return this.#guard(() => this.#inner.releaseConnection(unwrap(connection)));
  }

  destroy() {
    return this.#inner.destroy();
  }

  async #guard<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw this.#translate(error);
    }
  }
}

function unwrap(connection: DatabaseConnection): DatabaseConnection {
  return connection instanceof TranslatingConnection ? connection.inner : connection;
}
