/** What the two engines call the same column. Migrations are written with these, once for both. */
import { type ColumnDefinitionBuilder, type RawBuilder, sql } from "kysely";
import type { Engine } from "./database.ts";

export interface ColumnTypes {
  /** A whole number up to 2^53 − 1. */
  readonly integer: "integer" | "bigint";
  readonly text: "text";
  readonly real: "real" | "double precision";
  readonly bytes: "blob" | "bytea";
  /** A primary key that counts up and gives no number twice. */
  readonly identity: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  /** Goes behind a `create table`. */
  readonly tableEnd: RawBuilder<unknown>;
}

export function columnTypes(engine: Engine): ColumnTypes {
  return engine === "sqlite"
    ? {
      integer: "integer",
      text: "text",
      real: "real",
      bytes: "blob",
      identity: (column) => column.primaryKey().autoIncrement(),
      tableEnd: sql`strict`,
    }
    : {
      integer: "bigint",
      text: "text",
      real: "double precision",
      bytes: "bytea",
      identity: (column) => column.primaryKey().generatedAlwaysAsIdentity(),
      tableEnd: sql``,
    };
}
