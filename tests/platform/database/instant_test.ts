import { expect } from "expect";
import { datedBy } from "../../../lib/platform/database/database.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

eachDatabase("a unit of work happens at one instant, however long it takes", async (database) => {
  const clock = createTestClock("2026-01-01T00:00:00Z");
  const { transaction } = datedBy(clock, database);
  const seen = await transaction((unit) => {
    const first = unit.now;
    clock.advance(5_000);
    return Promise.resolve([first, unit.now]);
  });
  expect(seen.map((date) => date.toISOString())).toEqual(["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"]);
  expect((await transaction((unit) => Promise.resolve(unit.now))).toISOString()).toBe("2026-01-01T00:00:05.000Z");
});

eachDatabase("an opened database dates its units by the machine's clock", async (database) => {
  const before = Date.now();
  const { now } = await database.transaction((unit) => Promise.resolve({ now: unit.now.getTime() }));
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});
