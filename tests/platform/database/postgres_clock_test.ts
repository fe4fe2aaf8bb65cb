/** How long the network takes is told by the machine's own clock: a server's may leap. */
import { expect } from "expect";
import { openPostgres } from "../../../lib/platform/database/postgres.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { systemRandom } from "../../../lib/platform/random.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { testEngines, withPostgresSchema } from "../../support/test_database.ts";

Deno.test({
  name: "an instance goes on hearing the others where its clock leaps by a day (postgres)",
  ignore: !testEngines().includes("postgres"),
  fn: () =>
    withPostgresSchema(async (url) => {
      const clock = createTestClock();
      const database = openPostgres({ url, poolMax: 2, clock, random: systemRandom, log: silentLog });
      await new Promise<void>((resolve) => database.events.onGap(resolve));
      clock.advance(24 * 60 * 60 * 1_000);
      expect(database.events.hearing()).toBe(true);
      await database.close();
    }),
});
