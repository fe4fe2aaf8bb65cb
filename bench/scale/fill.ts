/** Fills a database by its own engine, indices last, as a server would find it that ran for years. */
import { DatabaseSync } from "node:sqlite";
import { statSync } from "node:fs";
import pg from "pg";
import { openPostgres } from "../../lib/platform/database/postgres.ts";
import { openSqlite } from "../../lib/platform/database/sqlite.ts";
import { systemClock } from "../../lib/platform/clock.ts";
import { columnTypes } from "../../lib/platform/database/column_types.ts";
import type { Database } from "../../lib/platform/database/database.ts";
import { migrate } from "../../lib/platform/database/migrator.ts";
import { silentLog } from "../../lib/platform/log/log.ts";
import { systemRandom } from "../../lib/platform/random.ts";
import { coreHistory } from "../../migrations/mod.ts";
import { FILLED_TABLES, fillings } from "./rows.ts";

interface Filled {
  readonly megabytes: number;
  readonly seconds: number;
}

/** Rows by one statement. */
const STEP = 500_000;

async function migrated(database: Database): Promise<void> {
  try {
    await migrate(database, coreHistory(columnTypes(database.engine)));
  } finally {
    await database.close();
  }
}

/** One that is there already is taken as it is. */
export async function fillSqlite(path: string, accounts: number): Promise<Filled> {
  const startedMs = performance.now();
  await migrated(openSqlite({ path, clock: systemClock, log: silentLog }));
  const database = new DatabaseSync(path);
  const isFilled = database.prepare("select 1 from accounts limit 1").get() !== undefined;
  if (!isFilled) {
    database.exec("pragma synchronous = off; pragma cache_size = -400000; pragma foreign_keys = off");
    const tables = FILLED_TABLES.map((table) => `'${table}'`).join(", ");
    const indices = database.prepare(`select name, sql from sqlite_master
      where type = 'index' and sql is not null and tbl_name in (${tables})`).all();
    for (const { name } of indices) database.exec(`drop index ${name}`);
    for (const { table, columns, rows, values } of fillings("sqlite", accounts)) {
      for (let from = 1; from <= rows; from += STEP) {
        const to = Math.min(rows, from + STEP - 1);
        database.exec(`insert into ${table} (${columns}) with recursive n(i) as
          (select ${from} union all select i + 1 from n where i < ${to}) select ${values} from n`);
      }
    }
    for (const { sql } of indices) database.exec(String(sql));
    database.exec("pragma wal_checkpoint(truncate)");
  }
  database.close();
  return { megabytes: Math.round(statSync(path).size / 1e6), seconds: secondsSince(startedMs) };
}

export async function fillPostgres(url: string, accounts: number): Promise<Filled> {
  const startedMs = performance.now();
  await migrated(openPostgres({ url, poolMax: 2, clock: systemClock, random: systemRandom, log: silentLog }));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: indices } = await client.query<{ name: string; definition: string }>(
      `select c.relname as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
        join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
        join pg_namespace n on n.oid = t.relnamespace
        where n.nspname = current_schema() and t.relname = any($1) and not i.indisprimary
          and not exists (select 1 from pg_constraint where conindid = i.indexrelid)`,
      [FILLED_TABLES],
    );
    for (const { name } of indices) await client.query(`drop index ${name}`);
    for (const { table, columns, rows, values } of fillings("postgres", accounts)) {
      await client.query(`insert into ${table} (${columns}) select ${values}
        from (select generate_series(1, ${rows})::bigint as i) as n`);
    }
    await client.query("set maintenance_work_mem = '512MB'");
    for (const { definition } of indices) await client.query(definition);
    for (const table of FILLED_TABLES) await client.query(`vacuum (analyze) ${table}`);
    const { rows: [size] } = await client.query<{ bytes: string }>(
      `select sum(pg_total_relation_size(c.oid)) as bytes from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = current_schema() and c.relkind = 'r'`,
    );
    return { megabytes: Math.round(Number(size?.bytes) / 1e6), seconds: secondsSince(startedMs) };
  } finally {
    await client.end();
  }
}

function secondsSince(startedMs: number): number {
  return Math.round((performance.now() - startedMs) / 1_000);
}
