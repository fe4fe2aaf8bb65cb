/**
 * What SQLite's checkpoints cost the event loop: every thousand pages of its log the commit that fills it also takes the log
 * over into the database, synced. Each commit here touches pages as a login does, of a database that is larger than memory keeps.
 */
import { DatabaseSync } from "node:sqlite";
import { percentile } from "./support/http_load.ts";

export const name = "checkpoints of SQLite: how long the commit that brings one keeps the loop";

const ROWS = 400_000;
const COMMITS = 3_000;
/** Rows of a commit, each on a page of its own. */
const TOUCHED = 12;

export async function run(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "bench_" });
  try {
    const [own, none] = [measure(`${folder}/own.db`, 1_000), measure(`${folder}/none.db`, 0)];
    const say = (times: readonly number[]) =>
      `p50 ${percentile(times, 0.5).toFixed(2)}, p99 ${percentile(times, 0.99).toFixed(2)}, longest ${
        Math.max(...times).toFixed(1)
      } ms; ${times.filter((time) => time > 5).length} of ${COMMITS} over 5 ms`;
    console.log(`  with them:    ${say(own)}`);
    console.log(`  without them: ${say(none)}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Milliseconds of each commit. */
function measure(path: string, pagesBetween: number): number[] {
  const database = new DatabaseSync(path);
  database.exec("pragma journal_mode = wal; pragma synchronous = normal");
  database.exec("create table filled (id integer primary key, value blob)");
  database.exec(
    `insert into filled with recursive n(id) as (select 1 union all select id + 1 from n where id < ${ROWS})
     select id, zeroblob(200) from n`,
  );
  database.exec("pragma wal_checkpoint(truncate)");
  database.exec(`pragma wal_autocheckpoint = ${pagesBetween}`);
  const update = database.prepare("update filled set value = randomblob(200) where id = ?");
  const times = Array.from({ length: COMMITS }, () => {
    const startedMs = performance.now();
    database.exec("begin immediate");
    for (let row = 0; row < TOUCHED; row++) update.run(1 + Math.floor(Math.random() * ROWS));
    database.exec("commit");
    return performance.now() - startedMs;
  });
  database.close();
  return times;
}
