/** A PostgreSQL database of a test's own, where a schema is not enough: its settings, and poolers that pass no options on. */
import pg from "pg";
import { systemRandom } from "../../lib/platform/random.ts";

interface OwnDatabase {
  readonly name: string;
  readonly url: string;
  /** Runs SQL beside the tested server, in the database that the tests have in common. */
  run(sql: string): Promise<void>;
}

export async function withOwnDatabase(run: (database: OwnDatabase) => Promise<void>): Promise<void> {
  const base = Deno.env.get("TEST_DATABASE_URL") ?? "";
  const name = `test_${systemRandom.uuid().replaceAll("-", "")}`;
  const url = new URL(base);
  url.pathname = `/${name}`;
  const query = async (sql: string) => {
    const client = new pg.Client({ connectionString: base });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await query(`create database ${name}`);
  try {
    await run({ name, url: url.href, run: query });
  } finally {
    await query(`drop database if exists ${name} with (force)`);
  }
}
