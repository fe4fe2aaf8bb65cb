/** What a deletion asks of the database goes by indices, however many accounts there are. */
import { expect } from "expect";
import { createTestCore, ORIGIN } from "../../support/core_services.ts";
import { wholeReadsOf } from "../../support/query_plans.ts";
import { recordQueries } from "../../support/recorded_queries.ts";
import { testEngines, withDatabase } from "../../support/test_database.ts";
import { unexplained } from "../../support/whole_reads.ts";
import { until } from "../../support/until.ts";

for (const engine of testEngines()) {
  Deno.test(`the jobs of deletions and the deletion of an account read no table whole (${engine})`, async () => {
    using recording = recordQueries();
    await withDatabase(engine, async (database) => {
      const core = await createTestCore(database, { config: { accounts: { guests: true } } });
      const { account } = await core.guests.create(ORIGIN, () => Promise.resolve());
      await database.write.insertInto("import_runs").values({
        source: "csv",
        label: "old",
        started_at: 0,
        options: "{}",
      })
        .execute();
      await core.suspensions.suspend({
        accountId: account.id,
        reason: "spam",
        until: null,
        actor: "admin",
        address: "192.0.2.1",
      });
      core.clock.advance(31 * 24 * 60 * 60_000);
      const before = new Set(recording.queries());
      for (const { run } of core.deletionJobs) await run(new AbortController().signal);
      await until(async () => (await database.read.selectFrom("accounts").select("id").execute()).length === 0);
      await core.close();
      const asked = recording.queries().filter((query) =>
        !before.has(query) && !/select "id" from "accounts"$/.test(query.text)
      );
      const whole = await wholeReadsOf(database, asked);
      expect(unexplained(whole)).toEqual([]);
      expect(asked.length).toBeGreaterThan(20);
    });
  });
}
