/** A database is lost in the midst of an import, ours or the source's, or a disk is full: five tries, and whole batches. */
import { expect } from "expect";
import { ImportInterrupted } from "../../lib/imports/run.ts";
import type { Source } from "../../lib/imports/source/source.ts";
import { type Clock, systemClock } from "../../lib/platform/clock.ts";
import type { Database, UnitOfWork } from "../../lib/platform/database/database.ts";
import { AppError } from "../../lib/platform/errors.ts";
import { eachServer, type TestServer } from "../support/test_server.ts";
import { importInto, type ImportSetup } from "./setup.ts";

/** Loses what a transaction did, at its end, where `isLost` says so of it. */
function losing(database: Database, isLost: (transaction: number) => boolean): Database {
  let transactions = 0;
  return new Proxy(database, {
    get(target, property) {
      if (property !== "transaction") return Reflect.get(target, property, target);
      return (run: (unit: UnitOfWork) => Promise<unknown>) =>
        target.transaction(async (unit) => {
          const result = await run(unit);
          if (isLost(++transactions)) throw new AppError("unavailable", "The database cannot be reached");
          return result;
        });
    },
  });
}

/** Waits for nothing, and notes how long it would have waited. */
function createHastyClock(): { readonly clock: Clock; readonly pausesMs: number[] } {
  const pausesMs: number[] = [];
  const after: Clock["after"] = (delayMs, run) => {
    pausesMs.push(delayMs);
    queueMicrotask(run);
    return () => {};
  };
  return {
    pausesMs,
    clock: { now: () => systemClock.now(), monotonicMs: () => systemClock.monotonicMs(), after },
  };
}

const SLIME: ImportSetup = {
  system: "slimeonline2",
  sources: ["slimeonline2/slime_online2.db"],
  options: { into: "slime", batch: 4 },
};

async function countOf(server: TestServer, table: "accounts" | "import_rows" | "characters"): Promise<number> {
  const rows = await server.database.read.selectFrom(table).select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(rows.count);
}

eachServer("a batch that is lost is written anew, and everything in it counts once", {}, async (server) => {
  const whole = await importInto(server, { ...SLIME, isDryRun: true });
  const { clock, pausesMs } = createHastyClock();
  const flaky = await importInto(server, {
    ...SLIME,
    clock,
    database: losing(server.database, (transaction) => transaction % 2 === 0),
  });
  expect(pausesMs.length).toBeGreaterThan(5);
  expect(flaky.summary).toEqual({ ...whole.summary, dryRun: false });
  expect([flaky.conflicts, flaky.skipped, flaky.renamed]).toEqual([whole.conflicts, whole.skipped, whole.renamed]);
  expect(await countOf(server, "accounts")).toBe(11);
});

eachServer("after five tries it ends, whole batches stay, and the same command goes on", {}, async (server) => {
  const { clock, pausesMs } = createHastyClock();
  // The run's own row, and the first batch.
  const lost = importInto(server, { ...SLIME, clock, database: losing(server.database, (number) => number > 2) });
  await expect(lost).rejects.toThrow(ImportInterrupted);
  expect(pausesMs).toEqual([500, 1_000, 2_000, 4_000]);
  expect([await countOf(server, "accounts"), await countOf(server, "characters")]).toEqual([4, 0]);
  const { summary } = await importInto(server, SLIME);
  expect(summary.accounts).toMatchObject({ new: 7, unchanged: 4 });
  expect(await countOf(server, "characters")).toBe(10);
});

eachServer("a source that is lost midway leaves whole batches, and the same command goes on", {}, async (server) => {
  // Who wants the same is found in two readings; the third is written.
  let readings = 0;
  const wrapSource = (source: Source): Source => ({
    ...source,
    async *rows(table, columns) {
      const isLast = table === "accounts" && columns.length > 1 && ++readings === 3;
      for await (const handful of source.rows(table, columns)) {
        yield isLast ? handful.slice(0, 6) : handful;
        if (isLast) throw new Error("The connection to the old server is gone");
      }
    },
  });
  const lost = importInto(server, { ...SLIME, wrapSource });
  await expect(lost).rejects.toMatchObject({
    name: "ImportInterrupted",
    message: "Stopped midway: The connection to the old server is gone",
  });
  expect(await countOf(server, "accounts")).toBe(4);
  expect((await importInto(server, SLIME)).summary.accounts).toMatchObject({ new: 7, unchanged: 4 });
});
