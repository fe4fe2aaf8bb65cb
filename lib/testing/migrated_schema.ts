/**
 * PostgreSQL schemas with tables, made once for each test file and emptied between its tests: a new one for each would
 * cost most of a test's time.
 */
import pg from "pg";
import { systemClock } from "../platform/clock.ts";
import { openPostgres } from "../platform/database/postgres.ts";
import { silentLog } from "../platform/log/log.ts";
import { systemRandom } from "../platform/random.ts";
import { emptyAfterTest, prepareEmptying } from "./emptying.ts";
import { keepConnections, type KeptConnections } from "./kept_connections.ts";
import { migrateTables, type TablesOf } from "./migrate_tables.ts";
import { createSchema, type TestSchema } from "./postgres_schema.ts";

interface KeptSchema extends TestSchema {
  readonly connections: KeptConnections;
}

/** How a test opens a schema. */
export type OpenableSchema = Pick<TestSchema, "url"> & Pick<KeptConnections, "Client">;

/** Those that no test uses. */
const idle: Record<TablesOf, KeptSchema[]> = { core: [], built_in_games: [] };

/** Sees to the schemas behind the tests' back: a connection for each test would cost more than what it asks. */
let keptOwner: Promise<pg.Client> | null = null;

// Hooks are taken while a file is loaded, not once its tests run.
Deno.test.afterAll(async () => {
  for (const schema of Object.values(idle).flatMap((all) => all.splice(0))) await schema.drop();
  await (await keptOwner)?.end();
  keptOwner = null;
});

/** Runs `run` with a schema that has these tables, which are empty. */
export async function withMigratedSchema<T>(
  base: string,
  whose: TablesOf,
  run: (schema: OpenableSchema) => Promise<T>,
): Promise<T> {
  const schema = idle[whose].pop() ?? await createMigratedSchema(base, whose);
  try {
    return await run({ url: schema.url, Client: schema.connections.Client });
  } finally {
    await schema.connections.settled();
    await withOwner(base, (owner) => emptyAfterTest(owner, schema.name));
    idle[whose].push(schema);
  }
}

async function createMigratedSchema(base: string, whose: TablesOf): Promise<KeptSchema> {
  const schema = await createSchema(base);
  const database = openPostgres({
    url: schema.url,
    poolMax: 2,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  });
  await migrateTables(database, whose);
  await database.close();
  await withOwner(base, (owner) => prepareEmptying(owner, schema.name));
  const connections = keepConnections();
  return {
    ...schema,
    connections,
    async drop() {
      await connections.close();
      await schema.drop();
    },
  };
}

async function withOwner<T>(base: string, run: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = await (keptOwner ??= openOwner(base));
  try {
    return await run(owner);
  } catch (error) {
    // What failed may have left a transaction open.
    keptOwner = null;
    await owner.end();
    throw error;
  }
}

async function openOwner(base: string): Promise<pg.Client> {
  const owner = new pg.Client({ connectionString: base });
  const forget = () => {
    keptOwner = null;
  };
  owner.on("error", forget); // a test may end every connection
  await owner.connect().catch((error: unknown) => {
    forget();
    throw error;
  });
  return owner;
}
