/** A database that answers and takes no writes: full, read-only after a failover, or read-only as a whole. */
import { sql } from "kysely";
import { expect } from "expect";
import type { Database } from "../../../lib/platform/database/database.ts";
import { AppError } from "../../../lib/platform/errors.ts";
import { migrate } from "../../../lib/platform/database/migrator.ts";
import { columnTypes } from "../../../lib/platform/database/column_types.ts";
import { openPostgres } from "../../../lib/platform/database/postgres.ts";
import { systemClock } from "../../../lib/platform/clock.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { systemRandom } from "../../../lib/platform/random.ts";
import { coreHistory } from "../../../migrations/mod.ts";
import { withOwnDatabase } from "../../support/own_database.ts";
import { testEngines, withDatabase } from "../../support/test_database.ts";

const BIG = "x".repeat(200_000);

/** Writes a row that needs new pages. */
const grow = (database: Database, name: string) =>
  database.transaction(async ({ db }) => {
    await sql`insert into settings (name, value) values (${name}, ${new TextEncoder().encode(BIG)})`.execute(db);
  });

const failureOf = async (work: Promise<unknown>): Promise<AppError> => {
  const error = await work.then(() => null, (error) => error);
  expect(error).toBeInstanceOf(AppError);
  return error;
};

/** As a full disk: SQLite takes no page beyond those that it has. */
async function fill(database: Database): Promise<{ free(): Promise<void> }> {
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.write);
  await sql.raw(`pragma max_page_count = ${rows[0]!.page_count}`).execute(database.write);
  return {
    async free() {
      await sql.raw("pragma max_page_count = 1000000").execute(database.write);
    },
  };
}

Deno.test("a full disk is unavailable with its cause, seen by the check, and over once there is room", () =>
  withDatabase("sqlite", async (database) => {
    const disk = await fill(database);
    const error = await failureOf(grow(database, "big"));
    expect([error.code, (error.cause as Error).message]).toEqual(["unavailable", "database or disk is full"]);
    expect((await failureOf(database.check())).code).toBe("unavailable");
    await disk.free();
    await database.check();
    await grow(database, "big");
  }));

Deno.test("what goes on after SQLite has undone a transaction by itself writes nothing", () =>
  withDatabase("sqlite", async (database) => {
    const disk = await fill(database);
    const error = await failureOf(database.transaction(async ({ db }) => {
      const value = new TextEncoder().encode(BIG);
      await sql`insert into settings (name, value) values ('big', ${value})`.execute(db).catch(() => {});
      await sql`insert into settings (name, value) values ('small', ${Uint8Array.of(1)})`.execute(db);
    }));
    expect((error.cause as Error).message).toBe("database or disk is full");
    await disk.free();
    expect(await database.read.selectFrom("settings").select("name").where("name", "=", "small").execute()).toEqual([]);
    await grow(database, "big");
  }));

function readOnlyTest(
  name: string,
  run: (database: Database, own: Parameters<Parameters<typeof withOwnDatabase>[0]>[0]) => Promise<void>,
) {
  Deno.test({
    name: `${name} (postgres)`,
    ignore: !testEngines().includes("postgres"),
    fn: () =>
      withOwnDatabase(async (own) => {
        const parts = { clock: systemClock, random: systemRandom, log: silentLog };
        const database = openPostgres({ url: own.url, poolMax: 3, ...parts });
        try {
          await migrate(database, coreHistory(columnTypes("postgres")));
          await run(database, own);
        } finally {
          await database.close();
        }
      }),
  });
}

readOnlyTest("a connection that refuses writes is thrown away, and so are those that wait", async (database) => {
  // As after a failover: what was the primary is a standby for those who are still connected to it.
  const { promise: together, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  await Promise.all(Array.from({ length: 3 }, () =>
    database.read.connection().execute(async (db) => {
      await sql`set default_transaction_read_only = on`.execute(db);
      if (++arrived === 3) resolve();
      await together;
    })));
  const error = await failureOf(grow(database, "one"));
  expect([error.code, (error.cause as Error).message]).toEqual([
    "unavailable",
    "cannot execute INSERT in a read-only transaction",
  ]);
  for (const name of ["two", "three", "four"]) await grow(database, name);
});

readOnlyTest("a database that refuses writes is not ready, until it takes them", async (database, own) => {
  await database.check();
  await own.run(`alter database ${own.name} set default_transaction_read_only = on`);
  // Waits for their ends: one that still lived would go on writing.
  await own.run(`select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '${own.name}'`);
  const seenBefore = performance.now() + 2_000;
  while (await database.check().then(() => true, () => false)) expect(performance.now()).toBeLessThan(seenBefore);
  expect((await failureOf(database.check())).code).toBe("unavailable");
  await own.run(`alter database ${own.name} reset default_transaction_read_only`);
  const backBefore = performance.now() + 5_000;
  while (!await database.check().then(() => true, () => false)) expect(performance.now()).toBeLessThan(backBefore);
  await grow(database, "big");
});
