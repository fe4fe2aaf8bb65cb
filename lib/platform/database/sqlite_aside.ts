/** Reading much of the embedded database: on a thread with a connection of its own, so that no player waits for it. */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { AppError } from "../errors.ts";
import type { Queryable } from "./database.ts";
import { translateSqliteError } from "./errors.ts";
import type { Schema } from "./schema.ts";
import type { AsideAnswer, AsideQuestion } from "./sqlite_aside_worker.ts";

/** Queries that wait; one more is told to come back. */
const WAITING_MAX = 500;

interface Aside {
  readonly db: Queryable;
  close(): Promise<void>;
}

/** Opens the file at the first query: only then is it sure to exist. */
export function openAside(path: string): Aside {
  const db = new Kysely<Schema>({
    dialect: {
      createDriver: () => new AsideDriver(path),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createAdapter: () => new AsideAdapter(),
      createIntrospector: (over) => new SqliteIntrospector(over),
    },
  });
  return { db, close: () => db.destroy() };
}

/** Else Kysely itself would let questions wait for one another, however many. */
class AsideAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class AsideDriver implements Driver {
  readonly #reader: AsideReader;

  constructor(path: string) {
    this.#reader = new AsideReader(path);
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve({
      executeQuery: (query) => this.#reader.ask(query),
      streamQuery() {
        throw new Error("Could not stream: this connection answers page by page");
      },
    });
  }

  beginTransaction(): Promise<void> {
    return Promise.reject(new Error("Could not begin a transaction: this connection answers single questions"));
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  destroy(): Promise<void> {
    this.#reader.close();
    return Promise.resolve();
  }
}

class AsideReader {
  readonly #path: string;
  readonly #waiting = new Map<number, PromiseWithResolvers<readonly unknown[]>>();
  #worker: Worker | null = null;
  #lastId = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async ask<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#waiting.size >= WAITING_MAX) {
      throw new AppError("overloaded", "Could not read: too much is being read already", { retryAfterSeconds: 1 });
    }
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<readonly unknown[]>();
    this.#waiting.set(id, answer);
    try {
      this.#open().postMessage({ id, sql, parameters } satisfies AsideQuestion);
      return { rows: await answer.promise as Row[] };
    } finally {
      this.#waiting.delete(id);
    }
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#failAll(new AppError("unavailable", "The database is closed"));
  }

  #open(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(new URL("./sqlite_aside_worker.ts", import.meta.url), { type: "module", name: "aside" });
    worker.onmessage = ({ data }: MessageEvent<AsideAnswer>) => {
      const answer = this.#waiting.get(data.id);
      if (data.failure === undefined) answer?.resolve(data.rows);
      else answer?.reject(translateSqliteError(Object.assign(new Error(data.failure.message), data.failure)));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      this.#worker = null;
      this.#failAll(new AppError("unavailable", `Could not read: ${event.message}`, { retryAfterSeconds: 1 }));
    };
    worker.postMessage({ path: this.#path });
    this.#worker = worker;
    return worker;
  }

  #failAll(error: AppError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
  }
}
