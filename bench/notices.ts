/** What instances tell one another: 2, 4 and 8 of them on one PostgreSQL, 500 sessions ended a second, and more. */
import { sql } from "kysely";
import { revocationsOf } from "./support/instances.ts";
import { testEngines, withPostgresSchema } from "../lib/testing/test_database.ts";
import { systemClock } from "../lib/platform/clock.ts";
import { columnTypes } from "../lib/platform/database/column_types.ts";
import { migrate } from "../lib/platform/database/migrator.ts";
import { openPostgres } from "../lib/platform/database/postgres.ts";
import { silentLog } from "../lib/platform/log/log.ts";
import { systemRandom } from "../lib/platform/random.ts";
import { coreHistory } from "../migrations/mod.ts";

export const name = "notices: sessions ended a second, on 2, 4 and 8 instances";
/** Takes a minute, and PostgreSQL. */
export const isOnlyByName = true;

const SECONDS = 8;
const RUNS = [
  { instances: 2, rate: 100 },
  { instances: 2, rate: 500 },
  { instances: 4, rate: 500 },
  { instances: 8, rate: 500 },
  { instances: 2, rate: 1_000 },
  { instances: 2, rate: 2_000 },
] as const;

export async function run(): Promise<void> {
  if (!testEngines().includes("postgres")) return console.log("  needs TEST_DATABASE_URL");
  console.log("  instances, asked a second: done a second; commit p50, p99; heard elsewhere after p50, p99 (ms)");
  for (const { instances, rate } of RUNS) {
    await withPostgresSchema(async (url) => {
      await fill(url, instances, Math.ceil(rate / instances) * SECONDS);
      const { done, commit, heard, missed } = await revocationsOf({ url, instances, rate, seconds: SECONDS });
      const ms = ([p50, p99]: readonly [number, number]) => `${p50.toFixed(1)}, ${p99.toFixed(1)}`;
      console.log(`  ${instances}, ${rate}: ${Math.round(done)}; ${ms(commit)}; ${ms(heard)}; missed ${missed}`);
    });
  }
}

async function fill(url: string, instances: number, each: number): Promise<void> {
  const parts = { clock: systemClock, random: systemRandom, log: silentLog };
  const database = openPostgres({ url, poolMax: 2, ...parts });
  try {
    await migrate(database, coreHistory(columnTypes("postgres")));
    await sql`insert into accounts (username, username_key, created_at) values ('ada', 'ada', 0)`.execute(
      database.write,
    );
    await sql`insert into sessions (id, account_id, door, address, token_id, created_at, last_active_at, expires_at)
      select k || '-' || i, (select id from accounts limit 1), 'http', '192.0.2.1', k || '-' || i, 0, 0, 9000000000000
      from generate_series(0, ${instances - 1}) as k, generate_series(0, ${each}) as i`.execute(database.write);
  } finally {
    await database.close();
  }
}
