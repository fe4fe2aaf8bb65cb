/**
 * Many rows by one statement whose text stays the same whatever their number: arrays on PostgreSQL (`unnest`); on SQLite
 * parameters for so many rows at once, and JSON (`json_each`) for the rest, which costs twice as much. For what handles
 * thousands of rows at a time, where a builder for each row would cost the most.
 */
import { CompiledQuery, type RawBuilder, sql } from "kysely";
import type { Engine, Queryable } from "./database.ts";

type BulkType = "integer" | "text" | "bytes";
export type BulkValue = number | string | Uint8Array | null;

/** Columns in order, with what they hold. */
type BulkColumns = Readonly<Record<string, BulkType>>;

interface BulkInsert {
  readonly table: string;
  readonly columns: BulkColumns;
  /** Each in the order of the columns. */
  readonly rows: readonly (readonly BulkValue[])[];
  /** Rows that are there already stay as they are. */
  readonly isIgnored?: boolean;
  /** Columns to give back, in no certain order. */
  readonly returning?: readonly string[];
}

/** Times twenty columns at most, which is well below SQLite's 32,766 parameters. */
const ROWS_AT_ONCE = 100;
const POSTGRES_TYPES: Readonly<Record<BulkType, string>> = { integer: "bigint[]", text: "text[]", bytes: "bytea[]" };

/** @returns the rows that were inserted, with the columns of `returning` */
export async function bulkInsert<Row = never>(db: Queryable, engine: Engine, insert: BulkInsert): Promise<Row[]> {
  if (insert.rows.length === 0) return [];
  const names = Object.keys(insert.columns);
  const tail = (insert.isIgnored === true ? " on conflict do nothing" : "") +
    (insert.returning === undefined ? "" : ` returning ${insert.returning.join(", ")}`);
  const head = `insert into ${insert.table} (${names.join(", ")})`;
  const inserted: Row[] = [];
  const isAtOnce = engine === "sqlite" ? insert.rows.length - insert.rows.length % ROWS_AT_ONCE : 0;
  const values = isAtOnce === 0 ? "" : valuesOf(names.length);
  for (let from = 0; from < isAtOnce; from += ROWS_AT_ONCE) {
    const parameters = insert.rows.slice(from, from + ROWS_AT_ONCE).flat();
    const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(`${head} values ${values}${tail}`, parameters));
    for (const row of rows) inserted.push(row);
  }
  const rest = isAtOnce === 0 ? insert.rows : insert.rows.slice(isAtOnce);
  if (rest.length === 0) return inserted;
  const source = rowSource(engine, insert.columns, rest);
  const { rows } = await db.executeQuery<Row>(
    CompiledQuery.raw(`${head} select ${source.list} from ${source.from} where true${tail}`, [...source.parameters]),
  );
  return inserted.length === 0 ? rows : inserted.concat(rows);
}

/** The places of so many rows' parameters. */
function valuesOf(columns: number): string {
  const row = `(${Array.from({ length: columns }, () => "?").join(", ")})`;
  return Array.from({ length: ROWS_AT_ONCE }, () => row).join(", ");
}

/** A list to compare with: `where name_key in ${bulkList(engine, "text", keys)}`. */
export function bulkList<T extends BulkValue>(
  engine: Engine,
  type: BulkType,
  values: readonly T[],
): RawBuilder<T> {
  // One value alone needs no look into a list of them.
  if (engine === "sqlite" && type !== "bytes") {
    return sql`(select value from json_each(${JSON.stringify(values)}))` as RawBuilder<unknown> as RawBuilder<T>;
  }
  const { list, from, parameters } = rowSource(engine, { value: type }, values.map((value) => [value]), 0);
  const [before, ...after] = `(select ${list} from ${from})`.split("?");
  let built: RawBuilder<unknown> = sql.raw(before ?? "");
  after.forEach((text, index) => built = sql`${built}${parameters[index]}${sql.raw(text)}`);
  return built as RawBuilder<T>;
}

interface RowSource {
  readonly list: string;
  readonly from: string;
  readonly parameters: readonly unknown[];
}

/** @param first the number of PostgreSQL's first parameter; 0 to write each as `?` */
function rowSource(
  engine: Engine,
  columns: BulkColumns,
  rows: readonly (readonly BulkValue[])[],
  first = 1,
): RowSource {
  const types = Object.values(columns);
  if (engine === "sqlite") {
    const list = types.map((type, index) => type === "bytes" ? `unhex(value ->> ${index})` : `value ->> ${index}`);
    const plain = rows.map((row) => row.map((value) => value instanceof Uint8Array ? value.toHex() : value));
    return { list: list.join(", "), from: "json_each(?)", parameters: [JSON.stringify(plain)] };
  }
  const parameters = types.map((_, index) =>
    rows.map((row) => row[index] instanceof Uint8Array ? Buffer.from(row[index]) : row[index])
  );
  const arrays = types.map((type, index) => `${first === 0 ? "?" : `$${first + index}`}::${POSTGRES_TYPES[type]}`);
  return { list: "*", from: `unnest(${arrays.join(", ")})`, parameters };
}
