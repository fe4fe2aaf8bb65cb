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
const HISTORY = /_migrations$|_migration_lock$/;

/** Whose tables a schema keeps: the core's, or those of the built-in games too, once a server has made them. */
export type SchemaKind = "core" | "built_in_games";

interface KeptSchema extends TestSchema {
  readonly kind: SchemaKind;
  /** The core's tables. */
  readonly tables: readonly string[];
}

const kept = new Map<SchemaKind, KeptSchema>();
const inUse = new Set<SchemaKind>();

/** Sees to the schemas behind the tests' back: a connection for each test would cost more than what it asks. */
let keptOwner: Promise<pg.Client> | null = null;

// Hooks are taken while a file is loaded, not once its tests run.
Deno.test.afterAll(async () => {
  for (const schema of kept.values()) await schema.drop();
  kept.clear();
  await (await keptOwner)?.end();
  keptOwner = null;
});

/** Runs `run` with the URL of a schema that has the core's tables, which are empty. */
export async function withMigratedSchema<T>(
  base: string,
  kind: SchemaKind,
  run: (url: string) => Promise<T>,
): Promise<T> {
  if (inUse.has(kind)) return await withNewSchema(base, kind, run);
  inUse.add(kind);
  const schema = kept.get(kind) ?? await createMigratedSchema(base, kind);
  kept.set(kind, schema);
  try {
    return await run(schema.url);
  } finally {
    await empty(base, schema);
    inUse.delete(kind);
  }
}

async function withNewSchema<T>(base: string, kind: SchemaKind, run: (url: string) => Promise<T>): Promise<T> {
  const schema = await createMigratedSchema(base, kind);
  try {
    return await run(schema.url);
  } finally {
    await schema.drop();
  }
}

async function createMigratedSchema(base: string, kind: SchemaKind): Promise<KeptSchema> {
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
  return { ...schema, kind, tables: await withOwner(base, (owner) => namesOf(owner, schema.name)) };
}

/**
 * Takes away what a test left: other tables, rows, and where the numbers were. Row by row and only where there are any,
 * as they are few: `truncate` writes new files for every table and index.
 */
async function empty(base: string, { name, kind, tables }: KeptSchema): Promise<void> {
  const inSchema = (what: string) => `${name}."${what}"`;
  const log = inSchema("audit_log"); // it keeps everything, and from everybody
  await withOwner(base, async (owner) => {
    const there = await namesOf(owner, name);
    const strange = kind === "core" ? there.filter((table) => !tables.includes(table)) : [];
    const rest = there.filter((table) => !strange.includes(table) && !HISTORY.test(table));
    const filled = await filledOf(owner, rest.map((table) => ({ table, path: inSchema(table) })));
    const hasLog = filled.includes("audit_log");
    await owner.query([
      "set client_min_messages = warning",
      "begin",
      ...strange.map((table) => `drop table ${inSchema(table)} cascade`),
      ...(hasLog ? [`alter table ${log} disable trigger user`] : []),
      ...filled.map((table) => `delete from ${inSchema(table)}`),
      ...(hasLog ? [`alter table ${log} enable trigger user`] : []),
      `select setval(quote_ident(schemaname) || '.' || quote_ident(sequencename), start_value, false)
         from pg_sequences where schemaname = '${name}' and last_value is not null`,
      "commit",
    ].join(";\n"));
  });
}

/** Those that have a row, in the same order. */
async function filledOf(owner: pg.Client, tables: readonly { table: string; path: string }[]): Promise<string[]> {
  const asks = tables.map(({ table, path }) => `select '${table}' as name where exists (select from ${path})`);
  const { rows } = await owner.query<{ name: string }>(asks.join(" union all "));
  const filled = new Set(rows.map(({ name }) => name));
  return tables.map(({ table }) => table).filter((table) => filled.has(table));
}

/** Tables of a schema, the youngest first: what refers to others comes before them. */
async function namesOf(owner: pg.Client, schema: string): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = $1::regnamespace and relkind = 'r' order by oid desc",
    [schema],
  );
  return rows.map(({ name }) => name);
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
