/** The log of the embedded database is taken over beside the loop, and stays short. */
import { expect } from "expect";
import { sql } from "kysely";
import { join } from "node:path";
import { systemClock } from "../../../lib/platform/clock.ts";
import { type CheckpointBounds, createCheckpoints } from "../../../lib/platform/database/checkpoints.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { openSqlite } from "../../../lib/platform/database/sqlite.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { until } from "../../support/until.ts";

const NEVER_BY_A_COMMIT = 1_000_000;
const PAGE_BYTES = 4_096;
const ROWS = 100;

async function withFile(
  checkpointBounds: CheckpointBounds,
  use: (database: Database, path: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "t.db");
  const database = openSqlite({ path, clock: systemClock, log: silentLog, checkpointBounds });
  try {
    await sql`create table kept (id integer primary key, value blob)`.execute(database.write);
    await use(database, path);
  } finally {
    await database.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Each commit writes a page for each of its rows. */
const commit = (database: Database) =>
  database.transaction(({ db }) =>
    sql`insert into kept (value) with recursive n(i) as (select 1 union all select i + 1 from n where i < ${ROWS})
      select zeroblob(3000) from n`.execute(db)
  );

const logPages = async (path: string) => (await Deno.stat(`${path}-wal`)).size / PAGE_BYTES;

Deno.test("a thread takes the log over, and it begins anew while others go on writing", () =>
  withFile({ waiting: 50, length: 200, lengthMax: NEVER_BY_A_COMMIT }, async (database, path) => {
    for (let round = 0; round < 60; round++) await Promise.all([commit(database), commit(database)]);
    expect(
      await database.read.executeQuery<{ n: number }>(
        sql<{ n: number }>`select count(*) as n from kept`.compile(database.read),
      ),
    )
      .toMatchObject({ rows: [{ n: 60 * 2 * ROWS }] });
    expect(await logPages(path)).toBeLessThan(60 * 2 * ROWS / 4);
  }));

Deno.test("where the thread does not keep up, the commit that fills the log takes it over", () =>
  withFile({ waiting: Infinity, length: Infinity, lengthMax: 500 }, async (database, path) => {
    for (let round = 0; round < 60; round++) await commit(database);
    expect(await logPages(path)).toBeLessThan(500 + 4 * ROWS);
  }));

Deno.test("it is not taken for another process's commit, and leaves no log behind at the end", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "t.db");
  try {
    const database = openSqlite({
      path,
      clock: systemClock,
      log: silentLog,
      checkpointBounds: { waiting: 1, length: 50, lengthMax: NEVER_BY_A_COMMIT },
    });
    await sql`create table kept (id integer primary key, value blob)`.execute(database.write);
    const version = async () => (await sql<{ data_version: number }>`pragma data_version`.execute(database.write)).rows;
    const before = await version();
    for (let round = 0; round < 30; round++) await commit(database);
    expect(await logPages(path)).toBeLessThan(30 * ROWS / 2);
    expect(await version()).toEqual(before);
    await database.close();
    expect(Array.from(Deno.readDirSync(folder), ({ name }) => name)).toEqual(["t.db"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a failure is said, and the next who writes tries again", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "not yet", "t.db");
  const said: string[] = [];
  let begunAnew = 0;
  const checkpoints = createCheckpoints({
    path,
    // A new file has no log: a length of -1.
    bounds: { waiting: 1, length: -1, lengthMax: NEVER_BY_A_COMMIT },
    clock: systemClock,
    log: { ...silentLog, warn: (message) => void said.push(message) },
    async alone(work) {
      await work();
      begunAnew++;
    },
  });
  try {
    checkpoints.wrote(200);
    await until(() => said.length > 0);
    expect(said).toEqual(["Could not take the database's log over: its next writers do it themselves"]);
    await Deno.mkdir(join(folder, "not yet"));
    await until(() => begunAnew > 0, () => checkpoints.wrote(200));
    expect(said).toHaveLength(1);
  } finally {
    await checkpoints.close();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a thread that falls silent while nobody writes keeps writers two seconds, and another one takes its place", async () => {
  const clock = createTestClock();
  let opened = 0;
  let ended = 0;
  let isAlone = false;
  const checkpoints = createCheckpoints({
    path: "none",
    bounds: { waiting: 1, length: 1, lengthMax: NEVER_BY_A_COMMIT },
    clock,
    log: silentLog,
    async alone(work) {
      isAlone = true;
      await work().finally(() => isAlone = false);
    },
    openThread() {
      opened++;
      let asked = 0;
      return {
        ask: () => asked++ === 0 ? Promise.resolve({ length: 5 }) : new Promise(() => {}),
        close: () => new Promise(() => {}),
        end: () => void ended++,
      };
    },
  });
  checkpoints.wrote(200);
  await until(() => isAlone);
  clock.advance(2_000);
  await until(() => !isAlone && ended === 1);
  checkpoints.wrote(200);
  await until(() => isAlone);
  expect(opened).toBe(2);
  const closing = checkpoints.close();
  clock.advance(2_000);
  await until(() => ended === 2);
  await closing;
});
