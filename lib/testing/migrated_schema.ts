/**
 * A PostgreSQL schema with the core's tables, made once for each test file and emptied between its tests: a new one for
 * each would cost most of a test's time.
 */
import pg from "pg";
import { systemClock } from "../platform/clock.ts";
import { columnTypes } from "../platform/database/column_types.ts";
import { migrate } from "../platform/database/migrator.ts";
import { openPostgres } from "../platform/database/postgres.ts";
import { silentLog } from "../platform/log/log.ts";
import { systemRandom } from "../platform/random.ts";
import { coreHistory } from "../../migrations/mod.ts";
import { createSchema, type TestSchema } from "./postgres_schema.ts";

/** What a migration wrote stays. */
const KEPT = ["core_migrations", "core_migration_lock"];

interface KeptSchema {
  readonly schema: TestSchema;
  /** The core's tables, but for those of `KEPT`. */
  readonly tables: readonly string[];
}

let kept: KeptSchema | null = null;
let isInUse = false;

// Hooks are taken while a file is loaded, not once its tests run.
Deno.test.afterAll(async () => {
  await kept?.schema.drop();
  kept = null;
});

/** Runs `run` with the URL of an empty schema that has the core's tables. */
export async function withMigratedSchema<T>(base: string, run: (url: string) => Promise<T>): Promise<T> {
  if (isInUse) return await withNewSchema(base, run);
  isInUse = true;
  try {
    kept ??= await createMigratedSchema(base);
    return await run(kept.schema.url);
  } finally {
    if (kept !== null) await empty(base, kept);
    isInUse = false;
  }
}

async function withNewSchema<T>(base: string, run: (url: string) => Promise<T>): Promise<T> {
  const { schema } = await createMigratedSchema(base);
  try {
    return await run(schema.url);
  } finally {
    await schema.drop();
  }
}

async function createMigratedSchema(base: string): Promise<KeptSchema> {
  const schema = await createSchema(base);
  const database = openPostgres({
    url: schema.url,
    poolMax: 2,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  });
  await migrate(database, coreHistory(columnTypes("postgres")));
  await database.close();
  return { schema, tables: (await tablesOf(base, schema.name)).filter((table) => !KEPT.includes(table)) };
}

/** Takes away what a test left: other tables, rows, and where the numbers were. */
async function empty(base: string, { schema, tables }: KeptSchema): Promise<void> {
  const strange = (await tablesOf(base, schema.name)).filter((table) => ![...tables, ...KEPT].includes(table));
  const inSchema = (names: readonly string[]) => names.map((name) => `${schema.name}."${name}"`).join(", ");
  await withOwner(base, async (owner) => {
    const drop = strange.length > 0 ? `drop table ${inSchema(strange)} cascade` : "";
    const auditLog = inSchema(["audit_log"]);
    await owner.query(`set client_min_messages = warning; begin; ${drop};
      alter table ${auditLog} disable trigger user; -- it keeps everything, and from everybody
      truncate ${inSchema(tables)} restart identity;
      alter table ${auditLog} enable trigger user; commit`);
  });
}

async function tablesOf(base: string, schema: string): Promise<string[]> {
  return await withOwner(base, async (owner) => {
    const { rows } = await owner.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = $1",
      [schema],
    );
    return rows.map(({ name }) => name);
  });
}

async function withOwner<T>(base: string, run: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: base });
  await owner.connect();
  try {
    return await run(owner);
  } finally {
    await owner.end();
  }
}
