/** One connection of `node:sqlite`, with the few methods that Kysely's dialect expects, and its statements kept prepared. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { LRUCache } from "lru-cache";

const STATEMENTS_MAX = 300;

export interface SqliteDatabaseLike {
  prepare(sql: string): {
    readonly reader: boolean;
    all(parameters: readonly unknown[]): unknown[];
    run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
    iterate(parameters: readonly unknown[]): IterableIterator<unknown>;
  };
  close(): void;
}

interface Prepared {
  readonly statement: StatementSync;
  /** Whether it gives rows: asked once. */
  readonly reader: boolean;
}

/**
 * At some errors (a full disk, no memory, an interrupt) SQLite undoes the whole transaction by itself:
 * https://www.sqlite.org/lang_transaction.html. From then on each of its statements would be a change of its own, so all
 * fail with the same error until the transaction is rolled back; there is nothing left to undo then.
 */
export function adaptConnection(database: DatabaseSync): SqliteDatabaseLike {
  const statements = new LRUCache<string, Prepared>({ max: STATEMENTS_MAX });
  let undoneBy: { readonly error: unknown } | null = null;
  const prepared = (text: string): Prepared => {
    const known = statements.get(text);
    if (known !== undefined) return known;
    const statement = database.prepare(text);
    const fresh = { statement, reader: statement.columns().length > 0 };
    // A change of the schema can make a kept statement stale, so only plain statements are kept.
    if (/^\s*(select|insert|update|delete|with)\b/i.test(text)) statements.set(text, fresh);
    return fresh;
  };
  const watched = <T>(run: () => T): T => {
    if (undoneBy !== null) throw undoneBy.error;
    const { isTransaction } = database;
    try {
      return run();
    } catch (error) {
      if (isTransaction && !database.isTransaction) undoneBy = { error };
      throw error;
    }
  };
  return {
    prepare(text) {
      if (undoneBy !== null && /^\s*rollback\s*$/i.test(text)) {
        undoneBy = null;
        return NOTHING_TO_DO;
      }
      const { statement, reader } = watched(() => prepared(text));
      return {
        reader,
        all: (parameters) => watched(() => statement.all(...(parameters as SQLInputValue[]))),
        run: (parameters) => watched(() => statement.run(...(parameters as SQLInputValue[]))),
        iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>,
      };
    },
    close() {
      statements.clear();
      database.close();
    },
  };
}

const NOTHING_TO_DO = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
};
