import { expect } from "expect";
import { countOne, deleteFinishedCounters, readCounter } from "../../../lib/domain/limits/counters.ts";
import { eachDatabase, testEngines, withDatabase } from "../../support/test_database.ts";

const MINUTE_MS = 60_000;
const START = Date.parse("2026-01-01T00:00:00Z");
const at = (elapsedMs: number) => new Date(START + elapsedMs);

eachDatabase("a counter counts up in its window and starts anew after it", async ({ write: db }) => {
  expect(await countOne(db, "k", MINUTE_MS, at(0))).toEqual({ count: 1, resetsAtMs: START + MINUTE_MS });
  expect(await countOne(db, "k", MINUTE_MS, at(59_999))).toEqual({ count: 2, resetsAtMs: START + MINUTE_MS });
  expect(await countOne(db, "k", MINUTE_MS, at(60_000))).toEqual({ count: 1, resetsAtMs: START + 2 * MINUTE_MS });
});

eachDatabase("none is lost among many at once", async ({ write: db }) => {
  const states = await Promise.all(Array.from({ length: 20 }, () => countOne(db, "k", MINUTE_MS, at(0))));
  const counts = states.map(({ count }) => count).sort((a, b) => a - b);
  expect(counts).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

eachDatabase("a look counts nothing, and sees no window that is over", async ({ write: db }) => {
  expect(await readCounter(db, "k", MINUTE_MS, at(0))).toBeNull();
  await countOne(db, "k", MINUTE_MS, at(0));
  await readCounter(db, "k", MINUTE_MS, at(0));
  expect(await readCounter(db, "k", MINUTE_MS, at(59_999))).toEqual({ count: 1, resetsAtMs: START + MINUTE_MS });
  expect(await readCounter(db, "k", MINUTE_MS, at(60_000))).toBeNull();
});

eachDatabase(
  "a window of a clock that has gone back since is over, one of a clock that differs is not",
  async (database) => {
    const { write: db } = database;
    const earlier = at(-2 * 60 * MINUTE_MS);
    const opened = { count: 1, resetsAtMs: earlier.getTime() + MINUTE_MS };
    await countOne(db, "k", MINUTE_MS, at(0));
    expect(await readCounter(db, "k", MINUTE_MS, earlier)).toBeNull();
    expect(await countOne(db, "k", MINUTE_MS, earlier)).toEqual(opened);
    expect(await readCounter(db, "k", MINUTE_MS, earlier)).toEqual(opened);
    // Another instance's, whose clock is a minute behind.
    await countOne(db, "other", MINUTE_MS, at(0));
    expect(await countOne(db, "other", MINUTE_MS, at(-MINUTE_MS))).toEqual({ count: 2, resetsAtMs: START + MINUTE_MS });
    expect(await readCounter(db, "other", MINUTE_MS, at(-MINUTE_MS))).toMatchObject({ count: 2 });
  },
);

eachDatabase("finished counters are deleted, running ones stay", async (database) => {
  const { write: db } = database;
  await countOne(db, "old", MINUTE_MS, at(0));
  await countOne(db, "running", 2 * MINUTE_MS, at(0));
  expect(await deleteFinishedCounters(database, at(60_000))).toBe(false);
  expect(await db.selectFrom("limit_counters").select("key").execute()).toEqual([{ key: "running" }]);
});

Deno.test({
  name: "a counter that somebody counts just now is left to the next time (postgres)",
  ignore: !testEngines().includes("postgres"),
  fn: () =>
    withDatabase("postgres", async (database) => {
      for (const key of ["a", "b"]) await countOne(database.write, key, MINUTE_MS, at(0));
      await database.transaction(async ({ db }) => {
        await countOne(db, "b", MINUTE_MS, at(60_000));
        await deleteFinishedCounters(database, at(60_000));
        await countOne(db, "a", MINUTE_MS, at(60_000));
      });
      const rows = await database.read.selectFrom("limit_counters").select(["key", "count"]).orderBy("key").execute();
      expect(rows).toEqual([{ key: "a", count: 1 }, { key: "b", count: 1 }]);
    }),
});
