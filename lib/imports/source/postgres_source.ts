/** A PostgreSQL database as a source, read in one read-only snapshot with times in UTC. */
import pg from "pg";
import QueryStream from "pg-query-stream";
import { type Cells, columnIndexes, inHandfuls, reasonOf, type Source, SourceError } from "./source.ts";

/**
 * @param url `postgres://user:password@host:5432/database`
 * @param schema where the system's tables stand, where other programs share its database; null for any
 * @throws {SourceError} that never names the password
 */
export async function openPostgresSource(url: string, schema: string | null = null): Promise<Source> {
  const client = new pg.Client({
    connectionString: url,
    // Every value as the text that the server writes.
    types: { getTypeParser: () => (value: string) => value },
  });
  client.on("error", () => {}); // a query under way says it
  const where = describe(url);
  const tables = new Map<string, string[]>();
  const places = new Map<string, string>();
  try {
    await client.connect();
    // As pg_dump asks for them: a database may have another style of its own.
    await client.query("set time zone 'UTC'; set datestyle = 'ISO'; set bytea_output = 'hex'");
    await client.query("begin isolation level repeatable read read only");
    const { rows } = await client.query<{ schema: string; table: string; column: string }>(
      `select table_schema as schema, table_name as table, column_name as column from information_schema.columns
       where table_schema not in ('pg_catalog', 'information_schema')
       order by table_schema = $1 desc, table_schema = any(current_schemas(false)) desc, table_schema,
         table_name, ordinal_position`,
      [schema ?? ""],
    );
    for (const { schema, table, column } of rows) {
      // A name that stands in several schemas is that of the first.
      if ((places.get(table) ?? schema) !== schema) continue;
      places.set(table, schema);
      tables.set(table, [...tables.get(table) ?? [], column]);
    }
  } catch (cause) {
    await client.end().catch(() => {});
    throw new SourceError(`Could not read the PostgreSQL database ${where}: ${reasonOf(cause)}`, { cause });
  }
  const quoted = (table: string) =>
    `${pg.escapeIdentifier(places.get(table) ?? "public")}.${pg.escapeIdentifier(table)}`;
  return {
    description: `${where}, PostgreSQL`,
    tables,
    charset: "utf8",
    async count(table) {
      const { rows } = await client.query<{ count: string }>(
        `select count(*) as count from ${quoted(table)}`,
      );
      return Number(rows[0]?.count ?? 0);
    },
    rows(table, wanted) {
      const columns = tables.get(table) ?? [];
      const own = columnIndexes(table, columns, wanted).map((index) => pg.escapeIdentifier(columns[index]!));
      const text = `select ${own.join(", ")} from ${quoted(table)}`;
      const stream = client.query(new QueryStream(text, [], { rowMode: "array", batchSize: 500 }));
      return inHandfuls(toCells(stream as AsyncIterable<readonly (string | null)[]>));
    },
    close: () => client.end(),
  };
}

/** What the client puts in place of bytes that are no UTF-8, which a database of SQL_ASCII may hold: told as what it is. */
const REPLACED = "\ufffd";
const NO_UTF8 = Uint8Array.of(0xff);

async function* toCells(rows: AsyncIterable<readonly (string | null)[]>): AsyncIterable<Cells> {
  const encoder = new TextEncoder();
  const toCell = (value: string | null) => {
    if (value === null) return null;
    return value.includes(REPLACED) ? NO_UTF8 : encoder.encode(value);
  };
  for await (const row of rows) yield row.map(toCell);
}

function describe(url: string): string {
  const { host, pathname } = new URL(url);
  return `${decodeURIComponent(pathname.slice(1))} at ${host}`;
}
