/** Commits of the embedded database: how long each keeps the event loop from everybody else, beside SQLite's own sync. */
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../lib/platform/clock.ts";
import { openSqlite } from "../lib/platform/database/sqlite.ts";
import { openWalFile, type WalFile } from "../lib/platform/database/wal_sync.ts";
import { silentLog } from "../lib/platform/log/log.ts";
import { percentile } from "./support/http_load.ts";

export const name = "commits on SQLite: the loop's wait and the syncs, 50 at once";

const COMMITS = 1_000;
const AT_ONCE = 50;
const TABLE = "create table settings (name text primary key, value blob)";
const INSERT = "insert into settings (name, value) values (?, x'01')";

export async function run(): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const onLoop = commitOnLoop(`${folder}/loop.db`);
    const { each, delay, syncs } = await commitBeside(`${folder}/beside.db`);
    console.log(`  SQLite's own sync: ${onLoop.toFixed(2)} ms of the loop for each commit`);
    console.log(
      `  beside the loop: ${each.toFixed(2)} ms for each commit, ${(each / onLoop).toFixed(2)} of it; ` +
        `${syncs.toFixed(2)} syncs for each; the loop was late by ${delay.toFixed(1)} ms at p99`,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Milliseconds a commit, all of them on the loop. */
function commitOnLoop(path: string): number {
  const database = new DatabaseSync(path);
  database.exec(`pragma journal_mode = wal; pragma synchronous = full; ${TABLE}`);
  const insert = database.prepare(INSERT);
  const startedMs = performance.now();
  for (let index = 0; index < COMMITS; index++) insert.run(`${index}`);
  const each = (performance.now() - startedMs) / COMMITS;
  database.close();
  return each;
}

async function commitBeside(path: string) {
  const file = openWalFile(path);
  let syncs = 0;
  const walFile: WalFile = {
    sync() {
      syncs += 1;
      return file.sync();
    },
    settle: file.settle,
    close: file.close,
  };
  const database = openSqlite({ path, clock: systemClock, log: silentLog, walFile });
  await database.write.schema.createTable("settings").addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("value", "blob").execute();
  syncs = 0;
  const delays: number[] = [];
  let dueMs = performance.now() + 1;
  const sampling = setInterval(() => {
    const nowMs = performance.now();
    delays.push(Math.max(0, nowMs - dueMs));
    dueMs = nowMs + 1;
  }, 1);
  let next = 0;
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < COMMITS) {
      const name = `${next++}`;
      await database.transaction(({ db }) =>
        db.insertInto("settings").values({ name, value: Uint8Array.of(1) }).execute()
      );
    }
  }));
  const each = (performance.now() - startedMs) / COMMITS;
  clearInterval(sampling);
  await database.close();
  return { each, delay: percentile(delays, 0.99), syncs: syncs / COMMITS };
}
