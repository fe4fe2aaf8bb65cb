/** Many rows, a batch at a time: no statement grows with the table, and between two of them others have their turn. */
import { sql } from "kysely";
import { breathe } from "../breather.ts";
import type { Queryable } from "./database.ts";
import type { Schema } from "./schema.ts";

/** Deleted in one go, so that no other writer waits for long. */
const DELETED_AT_ONCE = 500;

/** @param run changes at most `size` rows, those that are left. @returns once it changed fewer */
export async function inBatches(size: number, run: (size: number) => Promise<number>): Promise<void> {
  while (await run(size) >= size) await breathe();
}

/**
 * Deletes a batch of a table's rows whose time is over.
 * @param key what names a row
 * @param upTo in milliseconds since 1970
 * @returns true while there may be more
 */
export async function deletePast<Table extends keyof Schema>(
  db: Queryable,
  table: Table,
  key: readonly (keyof Schema[Table] & string)[],
  column: keyof Schema[Table] & string,
  upTo: number,
): Promise<boolean> {
  const names = sql.join(key.map((name) => sql.ref(name)));
  const past = sql`select ${names} from ${sql.table(table)} where ${
    sql.ref(column)
  } <= ${upTo} limit ${DELETED_AT_ONCE}`;
  const { numAffectedRows } = await sql`delete from ${sql.table(table)} where (${names}) in (${past})`.execute(db);
  return numAffectedRows === BigInt(DELETED_AT_ONCE);
}
