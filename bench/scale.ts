/**
 * A million accounts: fills both databases, asks everything that operators ask, and prints how long the server took.
 * `SCALE_ACCOUNTS` is another size; with it grow characters (3 for each), sessions (2), entries of the audit log and
 * attempts (5). `SCALE_FOLDER` keeps the embedded database for the next run.
 */
import { join } from "node:path";
import { testEngines, withPostgresSchema } from "../lib/testing/test_database.ts";
import { callsAtScale } from "./scale/calls.ts";
import { fillPostgres, fillSqlite } from "./scale/fill.ts";
import { measureCalls, type Measured } from "./scale/measure.ts";

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
    const filled = await fillSqlite(join(folder, "gatehouse.db"), ACCOUNTS);
    console.log(`  SQLite: ${ACCOUNTS} accounts, ${filled.megabytes} MB, filled in ${filled.seconds} s`);
    columns.set("SQLite", await measureCalls({ DATA_DIR: folder }, callsAtScale(ACCOUNTS)));
  } finally {
    if (kept === undefined) await Deno.remove(folder, { recursive: true });
  }
  if (testEngines().includes("postgres")) {
    await withPostgresSchema(async (url) => {
      const filled = await fillPostgres(url, ACCOUNTS);
      console.log(`  PostgreSQL: ${ACCOUNTS} accounts, ${filled.megabytes} MB, filled in ${filled.seconds} s`);
      columns.set("PostgreSQL", await measureCalls({ DATABASE_URL: url }, callsAtScale(ACCOUNTS)));
    });
  }
  print(columns);
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
