/** Ranges of texts by the order of their bytes: of all that begin so, by an index. */
import { type RawBuilder, sql } from "kysely";
import type { Engine } from "./database.ts";

/** Behind every text that begins so. */
const LAST = "\u{10ffff}";

/** @param column as `sql.ref` takes it; on PostgreSQL it needs an index with the collation `C` */
export function bytewise(engine: Engine, column: string): RawBuilder<string> {
  return engine === "postgres" ? sql<string>`${sql.ref(column)} collate "C"` : sql<string>`${sql.ref(column)}`;
}

/** True for what begins with `beginning`. */
export function beginsBytewise(engine: Engine, column: string, beginning: string): RawBuilder<boolean> {
  const key = bytewise(engine, column);
  return sql<boolean>`(${key} >= ${beginning} and ${key} < ${beginning + LAST})`;
}
