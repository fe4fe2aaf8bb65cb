/**
 * What SQLite's checkpoints cost the event loop: by the commit that fills the log, as SQLite has it by itself, and by a thread
 * of their own, as the server has it. Each commit here touches pages as a login does, of a database that is larger than
 * memory keeps.
 */
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { systemClock } from "../lib/platform/clock.ts";
import { CHECKPOINT_BOUNDS, type CheckpointBounds } from "../lib/platform/database/checkpoints.ts";
import { openSqlite } from "../lib/platform/database/sqlite.ts";
import { silentLog } from "../lib/platform/log/log.ts";
import { percentile } from "./support/http_load.ts";

export const name = "checkpoints of SQLite: how long the loop stands while logins commit";

const ROWS = 400_000;
const COMMITS = 3_000;
/** Rows of a commit, each on a page of its own. */
const TOUCHED = 12;
const SQLITES_OWN: CheckpointBounds = { waiting: Infinity, length: Infinity, lengthMax: 1_000 };

export async function run(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "bench_" });
  try {
    for (const round of [1, 2]) {
      console.log(`  round ${round}, by the commit: ${await measure(`${folder}/own${round}.db`, SQLITES_OWN)}`);
      console.log(
        `  round ${round}, by a thread:   ${await measure(`${folder}/thread${round}.db`, CHECKPOINT_BOUNDS)}`,
      );
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function measure(path: string, checkpointBounds: CheckpointBounds): Promise<string> {
  fill(path);
  const database = openSqlite({ path, clock: systemClock, log: silentLog, checkpointBounds });
  const stands: number[] = [];
  const startedMs = performance.now();
  let lastMs = startedMs;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    stands.push(nowMs - lastMs);
    lastMs = nowMs;
  }, 1);
  for (let commit = 0; commit < COMMITS; commit++) {
    await database.transaction(async ({ db }) => {
      for (let row = 0; row < TOUCHED; row++) {
        const id = 1 + Math.floor(Math.random() * ROWS);
        await sql`update filled set value = randomblob(200) where id = ${id}`.execute(db);
      }
    });
  }
  clearInterval(timer);
  const tookMs = performance.now() - startedMs;
  const logBytes = (await Deno.stat(`${path}-wal`)).size;
  await database.close();
  return `the loop stood p99 ${percentile(stands, 0.99).toFixed(1)}, longest ${Math.max(...stands).toFixed(1)} ms, ` +
    `${stands.filter((ms) => ms > 5).length} times over 5 ms; ${(tookMs / COMMITS).toFixed(2)} ms a commit; ` +
    `the log is ${(logBytes / 1_048_576).toFixed(1)} MB`;
}

function fill(path: string): void {
  const database = new DatabaseSync(path);
  database.exec("pragma journal_mode = wal; pragma synchronous = off");
  database.exec("create table filled (id integer primary key, value blob)");
  database.exec(
    `insert into filled with recursive n(id) as (select 1 union all select id + 1 from n where id < ${ROWS})
     select id, zeroblob(200) from n`,
  );
  database.close();
}
