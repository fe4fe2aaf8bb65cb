/** One test over both engines: SQLite always, PostgreSQL when `TEST_DATABASE_URL` names one. */
import pg from "pg";
import { systemClock } from "../platform/clock.ts";
import type { Database, Engine } from "../platform/database/database.ts";
import { openPostgres } from "../platform/database/postgres.ts";
import { openSqlite } from "../platform/database/sqlite.ts";
import { type Log, silentLog } from "../platform/log/log.ts";
import { systemRandom } from "../platform/random.ts";
import { migratedSqlite } from "./migrated_sqlite.ts";
import { type OpenableSchema, withMigratedSchema } from "./migrated_schema.ts";
import type { TablesOf } from "./migrate_tables.ts";
import { createSchema } from "./postgres_schema.ts";

type DatabaseTest = (database: Database, t: Deno.TestContext) => void | Promise<void>;

/**
 * Registers `name (sqlite)` and, where there is one, `name (postgres)`. Each run gets an empty database of its own with
 * the core's tables, which is gone afterwards.
 */
export function eachDatabase(name: string, run: DatabaseTest): void {
  for (const engine of testEngines()) {
    Deno.test(`${name} (${engine})`, (t) => withDatabase(engine, (database) => run(database, t)));
  }
}

/** The engines that tests run on, for suites that need more than one handle. */
export function testEngines(): readonly Engine[] {
  return postgresUrl() === undefined ? ["sqlite"] : ["sqlite", "postgres"];
}

/** Opens an empty, migrated database, runs `run` with it and takes it away. */
export async function withDatabase<T>(
  engine: Engine,
  run: (database: Database) => T | Promise<T>,
  log: Log = silentLog,
): Promise<T> {
  const base = postgresUrl();
  if (engine === "postgres" && base !== undefined) {
    return await withMigratedSchema(
      base,
      "core",
      ({ url, Client }) => using(openPostgresForTest(url, log, Client), run),
    );
  }
  const beginAs = await migratedSqlite("core");
  return await using(Promise.resolve(openSqlite({ path: ":memory:", clock: systemClock, log, beginAs })), run);
}

/** Runs `run` with the URL of a new, empty schema, and drops the schema. Several instances may open it. */
export async function withPostgresSchema<T>(run: (url: string) => Promise<T>): Promise<T> {
  const base = postgresUrl();
  if (base === undefined) throw new Error("Could not make a schema: TEST_DATABASE_URL is not set");
  const schema = await createSchema(base);
  try {
    return await run(schema.url);
  } finally {
    await schema.drop();
  }
}

/** Runs `run` with the URL of an empty schema that has the core's tables: sooner than with a new one. */
export async function withEmptySchema<T>(whose: TablesOf, run: (schema: OpenableSchema) => Promise<T>): Promise<T> {
  const base = postgresUrl();
  if (base === undefined) throw new Error("Could not make a schema: TEST_DATABASE_URL is not set");
  return await withMigratedSchema(base, whose, run);
}

/** Runs `run` with two instances on one empty schema that has the core's tables. */
export async function withTwoInstances<T>(run: (here: Database, there: Database) => Promise<T>): Promise<T> {
  return await withEmptySchema("core", ({ url, Client }) => {
    const open = () => openPostgresForTest(url, silentLog, Client);
    return using(open(), (here) => using(open(), (there) => run(here, there)));
  });
}

/** One more instance on the schema of `url`; resolves once it hears what the others tell. */
export async function openPostgresForTest(
  url: string,
  log: Log = silentLog,
  Client: typeof pg.Client = pg.Client,
): Promise<Database> {
  const database = openPostgres({ url, poolMax: 4, clock: systemClock, random: systemRandom, log, Client });
  await untilHearing(database);
  return database;
}

/** Resolves once the instance hears what others tell: until then it believes nothing that it caches, and then all falls. */
export async function untilHearing({ events }: Pick<Database, "events">): Promise<void> {
  while (!events.hearing()) {
    await new Promise<void>((resolve) => {
      const end = events.onGap(() => {
        end();
        resolve();
      });
    });
  }
}

async function using<T>(opening: Promise<Database>, run: (database: Database) => T | Promise<T>): Promise<T> {
  const database = await opening;
  try {
    return await run(database);
  } finally {
    await database.close();
  }
}

function postgresUrl(): string | undefined {
  return Deno.env.get("TEST_DATABASE_URL") || undefined;
}
