import { expect } from "expect";
import { countOne, deleteFinishedCounters, readCounter } from "../../../lib/domain/limits/counters.ts";
import { eachDatabase } from "../../support/test_database.ts";

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

eachDatabase("finished counters are deleted, running ones stay", async ({ write: db }) => {
  await countOne(db, "old", MINUTE_MS, at(0));
  await countOne(db, "running", 2 * MINUTE_MS, at(0));
  expect(await deleteFinishedCounters(db, at(60_000))).toBe(1);
  expect(await db.selectFrom("limit_counters").select("key").execute()).toEqual([{ key: "running" }]);
});
