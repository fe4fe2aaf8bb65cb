import { expect } from "expect";
import { createSeries } from "../../../lib/domain/overview/series.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

const MINUTE_MS = 60_000;

eachDatabase(
  "one minute is written at a time: a clock that leaps by a day brings no thousand writes",
  async (database) => {
    const clock = createTestClock();
    let reads = 0;
    const read = () => {
      reads += 1;
      return Promise.resolve({ own: { lines: reads }, common: {} });
    };
    const series = createSeries({ database, clock, log: silentLog, read });
    series.start();
    series.count("logins");
    clock.advance(24 * 60 * MINUTE_MS);
    expect(reads).toBe(1);
    const written = async () => (await series.list("lines", 2 * 1_440)).map(({ value }) => value);
    while ((await written()).length === 0) await new Promise((resolve) => setTimeout(resolve));
    series.count("logins");
    while (reads < 2) {
      clock.advance(MINUTE_MS);
      await new Promise((resolve) => setTimeout(resolve));
    }
    while ((await series.list("logins", 2 * 1_440)).length < 2) await new Promise((resolve) => setTimeout(resolve));
    expect((await written()).slice(0, 2)).toEqual([1, 2]);
    series.close();
  },
);
