/**
 * A million accounts: fills both databases, asks everything that operators and the server itself ask, and prints how
 * long that took.
 * `SCALE_ACCOUNTS` is another size; with it grow characters (3 for each), sessions (2), entries of the audit log and
 * attempts (5). `SCALE_FOLDER` keeps the embedded database for the next run.
 */
import { join } from "node:path";
import { systemClock } from "../lib/platform/clock.ts";
import type { Database } from "../lib/platform/database/database.ts";
import { openPostgres } from "../lib/platform/database/postgres.ts";
import { openSqlite } from "../lib/platform/database/sqlite.ts";
import { silentLog } from "../lib/platform/log/log.ts";
import { systemRandom } from "../lib/platform/random.ts";
import { testEngines, withPostgresSchema } from "../lib/testing/test_database.ts";
import { callsAtScale } from "./scale/calls.ts";
import { fillPostgres, fillSqlite } from "./scale/fill.ts";
import { measureCalls, type Measured } from "./scale/measure.ts";
import { measureOwnWork } from "./scale/own_work.ts";

export const name = "scale: every list, search and page over a million accounts";
/** Takes minutes and gigabytes. */
export const isOnlyByName = true;

const ACCOUNTS = Number(Deno.env.get("SCALE_ACCOUNTS") ?? 1_000_000);
/** What every call should stay under, milliseconds. */
const AIM_MS = 50;

export async function run(): Promise<void> {
  const columns = new Map<string, readonly Measured[]>();
  const kept = Deno.env.get("SCALE_FOLDER");
  const folder = kept ?? await Deno.makeTempDir();
  try {
    const file = join(folder, "gatehouse.db");
    const filled = await fillSqlite(file, ACCOUNTS);
    console.log(`  SQLite: ${ACCOUNTS} accounts, ${filled.megabytes} MB, filled in ${filled.seconds} s`);
    const own = await measureOn(openSqlite({ path: file, clock: systemClock, log: silentLog }));
    columns.set("SQLite", [...await measureCalls({ DATA_DIR: folder }, callsAtScale(ACCOUNTS)), ...own]);
  } finally {
    if (kept === undefined) await Deno.remove(folder, { recursive: true });
  }
  if (testEngines().includes("postgres")) {
    await withPostgresSchema(async (url) => {
      const filled = await fillPostgres(url, ACCOUNTS);
      console.log(`  PostgreSQL: ${ACCOUNTS} accounts, ${filled.megabytes} MB, filled in ${filled.seconds} s`);
      const parts = { poolMax: 2, clock: systemClock, random: systemRandom, log: silentLog };
      const own = await measureOn(openPostgres({ url, ...parts }));
      columns.set("PostgreSQL", [...await measureCalls({ DATABASE_URL: url }, callsAtScale(ACCOUNTS)), ...own]);
    });
  }
  print(columns);
}

async function measureOn(database: Database): Promise<readonly Measured[]> {
  try {
    return await measureOwnWork(database);
  } finally {
    await database.close();
  }
}

function print(columns: ReadonlyMap<string, readonly Measured[]>): void {
  const engines = [...columns.keys()];
  const cell = (measured: Measured | undefined) =>
    measured === undefined
      ? ""
      : measured.status === 200
      ? `${measured.leastMs.toFixed(1)}${measured.leastMs > AIM_MS ? " !" : ""}`
      : `status ${measured.status}`;
  const [first = []] = columns.values();
  console.log(`\n| call | ${engines.map((engine) => `${engine}, ms`).join(" | ")} |`);
  console.log(`| --- | ${engines.map(() => "---:").join(" | ")} |`);
  first.forEach(({ what }, index) => {
    console.log(`| ${what} | ${engines.map((engine) => cell(columns.get(engine)?.[index])).join(" | ")} |`);
  });
}
