/** Schemas of their own for tests, in the database that `TEST_DATABASE_URL` names. */
import pg from "pg";
import { systemRandom } from "../platform/random.ts";

export interface TestSchema {
  readonly name: string;
  /** Opens the database with this schema as the only one. */
  readonly url: string;
  drop(): Promise<void>;
}

/** @param base the database's URL */
export async function createSchema(base: string): Promise<TestSchema> {
  const name = `test_${systemRandom.uuid().replaceAll("-", "")}`;
  const url = new URL(base);
  url.searchParams.set("options", `-c search_path=${name}`);
  await query(base, `create schema ${name}`);
  return {
    name,
    url: url.href,
    drop: () => query(base, `set client_min_messages = warning; drop schema if exists ${name} cascade`),
  };
}

async function query(base: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: base });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
