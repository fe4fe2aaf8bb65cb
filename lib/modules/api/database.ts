/** The database as game modules see it. */
import type { Kysely, Transaction } from "kysely";

/** Tables of a module are known to the module alone. */
// deno-lint-ignore no-explicit-any
export type Tables = any;

/** The module's own tables, and what it may read beside them. */
export interface ModuleDatabase {
  /**
   * Runs one statement. Placeholders are `?` in order or `$1` by number, values null, text, finite numbers, booleans and
   * bytes. SELECT, and what ends in RETURNING, gives `[rows]`; a change gives `[{ affectedRows, insertId }]`, where
   * `insertId` is the `id` of the one new row, if its table has that column.
   *
   * In a hook it is part of the transaction: a statement that fails undoes the change even when the hook goes on, and
   * once the hook is over or its time is up every call throws.
   */
  // deno-lint-ignore no-explicit-any
  query(sql: string, parameters?: readonly unknown[]): Promise<[any]>;
  /** The same as a query builder. Outside a hook it may begin a transaction, which has 2 s. */
  readonly kysely: Kysely<Tables> | Transaction<Tables>;
}
