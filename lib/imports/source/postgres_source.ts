/** A PostgreSQL database as a source, read in one read-only snapshot with times in UTC. */
import pg from "pg";
import QueryStream from "pg-query-stream";
import { type Cells, columnIndexes, inHandfuls, type Source, SourceError } from "./source.ts";

/** @param url `postgres://user:password@host:5432/database`. @throws {SourceError} that never names the password */
export async function openPostgresSource(url: string): Promise<Source> {
  const client = new pg.Client({
    connectionString: url,
    // Every value as the text that the server writes.
    types: { getTypeParser: () => (value: string) => value },
  });
  client.on("error", () => {}); // a query under way says it
  const where = describe(url);
  const tables = new Map<string, string[]>();
  try {
    await client.connect();
    await client.query("set time zone 'UTC'");
    await client.query("begin isolation level repeatable read read only");
    const { rows } = await client.query<{ table: string; column: string }>(
      `select table_name as table, column_name as column from information_schema.columns
       where table_schema not in ('pg_catalog', 'information_schema')
         and to_regclass(quote_ident(table_schema) || '.' || quote_ident(table_name)) is not null
       order by table_schema = any(current_schemas(false)), table_name, ordinal_position`,
    );
    for (const { table, column } of rows) {
      const list = tables.get(table) ?? [];
      if (!list.includes(column)) list.push(column);
      tables.set(table, list);
    }
  } catch (cause) {
    await client.end().catch(() => {});
    throw new SourceError(`Could not read the PostgreSQL database ${where}: ${reasonOf(cause)}`, { cause });
  }
  return {
    description: `${where}, PostgreSQL`,
    tables,
    async count(table) {
      const { rows } = await client.query<{ count: string }>(
        `select count(*) as count from ${pg.escapeIdentifier(table)}`,
      );
      return Number(rows[0]?.count ?? 0);
    },
    rows(table, wanted) {
      const columns = tables.get(table) ?? [];
      const own = columnIndexes(table, columns, wanted).map((index) => pg.escapeIdentifier(columns[index]!));
      const text = `select ${own.join(", ")} from ${pg.escapeIdentifier(table)}`;
      const stream = client.query(new QueryStream(text, [], { rowMode: "array", batchSize: 500 }));
      return inHandfuls(toCells(stream as AsyncIterable<readonly (string | null)[]>));
    },
    close: () => client.end(),
  };
}

async function* toCells(rows: AsyncIterable<readonly (string | null)[]>): AsyncIterable<Cells> {
  const encoder = new TextEncoder();
  for await (const row of rows) yield row.map((value) => value === null ? null : encoder.encode(value));
}

function describe(url: string): string {
  const { host, pathname } = new URL(url);
  return `${decodeURIComponent(pathname.slice(1))} at ${host}`;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message || String((cause as { code?: string }).code) : String(cause);
}
