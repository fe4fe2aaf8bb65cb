/** A Kysely for a module, whose every statement goes through one function of the core. */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Engine } from "../../platform/database/database.ts";

/** Tables of a module are known to the module alone. */
// deno-lint-ignore no-explicit-any
type ModuleKysely = Kysely<any>;

export type Execute = <Row>(query: CompiledQuery) => Promise<QueryResult<Row>>;

/** A transaction that a module began itself. */
export interface ModuleTransaction {
  readonly execute: Execute;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

export interface ModuleKyselyParts {
  readonly engine: Engine;
  readonly execute: Execute;
  readonly begin: () => Promise<ModuleTransaction>;
}

export function createModuleKysely(parts: ModuleKyselyParts): ModuleKysely {
  const dialect: Dialect = parts.engine === "postgres"
    ? {
      createDriver: () => new ModuleDriver(parts),
      createAdapter: () => new PostgresAdapter(),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: (db) => new PostgresIntrospector(db),
    }
    : {
      createDriver: () => new ModuleDriver(parts),
      createAdapter: () => new SqliteAdapter(),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    };
  return new Kysely({ dialect });
}

class ModuleConnection implements DatabaseConnection {
  transaction: ModuleTransaction | null = null;

  constructor(readonly execute: Execute) {}

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.transaction === null ? this.execute<Row>(query) : this.transaction.execute<Row>(query);
  }

  // deno-lint-ignore require-yield
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error("Could not stream: a game module reads its rows at once");
  }
}

class ModuleDriver implements Driver {
  readonly #parts: ModuleKyselyParts;

  constructor(parts: ModuleKyselyParts) {
    this.#parts = parts;
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<ModuleConnection> {
    return Promise.resolve(new ModuleConnection(this.#parts.execute));
  }

  async beginTransaction(connection: ModuleConnection): Promise<void> {
    connection.transaction = await this.#parts.begin();
  }

  async commitTransaction(connection: ModuleConnection): Promise<void> {
    await connection.transaction?.commit();
  }

  async rollbackTransaction(connection: ModuleConnection): Promise<void> {
    await connection.transaction?.rollback();
  }

  releaseConnection(connection: ModuleConnection): Promise<void> {
    connection.transaction = null;
    return Promise.resolve();
  }

  // The connections are the core's, and so is their end.
  async destroy(): Promise<void> {}
}
