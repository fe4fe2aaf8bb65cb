/** What the server asks by itself, each minute or at its start, and what a ban asks: by an index, at any size. */
import { expect } from "expect";
import { createCoreJobs } from "../../../lib/app/jobs.ts";
import { createRevocation } from "../../../lib/domain/revocation/revocation.ts";
import { endSessionsOfLastServer } from "../../../lib/domain/sessions/cleanup.ts";
import { createGameTokenEnds } from "../../../lib/domain/tokens/game_token_ends.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createSessionCount } from "../../../lib/platform/metrics/session_count.ts";
import { readsOf } from "../../support/query_plans.ts";
import { recordQueries } from "../../support/recorded_queries.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { testEngines, withDatabase } from "../../support/test_database.ts";

const clock = createTestClock();

/** What is read whole, and may be: of both engines, as the index or the query says it. */
const ALLOWED: readonly { readonly what: RegExp; readonly because: string }[] = [
  { what: /: delete from "seats"$/, because: "Those who sit in a game now; at a start all of them go." },
  {
    what: /sessions_native( whole)?: (select count|update)/,
    because: "The index holds the lines that live, and no others.",
  },
];

async function askAll(database: Database): Promise<void> {
  const nothing = () => Promise.resolve();
  const jobs = createCoreJobs(
    {
      database,
      clock,
      keyRotation: { rotateOld: () => Promise.resolve(null) },
      backups: { runScheduled: nothing },
      trailDays: 90,
      backupEveryHours: 0,
    } as unknown as Parameters<typeof createCoreJobs>[0],
  );
  for (const { run } of jobs) await run(new AbortController().signal);
  await endSessionsOfLastServer(database, clock);
  await createSessionCount({ database, clock })();
  await database.transaction(async (unit) => {
    await createRevocation().endSessionsOfMac(unit, "001122334455");
    await createGameTokenEnds().endOfServer(unit, "server");
  });
}

for (const engine of testEngines()) {
  Deno.test(`what the server asks by itself reads no table whole (${engine})`, async () => {
    using recording = recordQueries();
    await withDatabase(engine, async (database) => {
      const before = new Set(recording.queries());
      await askAll(database);
      const asked = recording.queries().filter((query) => !before.has(query));
      const whole: string[] = [];
      for (const query of asked) {
        for (const read of await readsOf(database, query)) if (read.whole) whole.push(`${read.step}: ${query.text}`);
      }
      expect(whole.filter((line) => !ALLOWED.some(({ what }) => what.test(line)))).toEqual([]);
      expect(asked.length).toBeGreaterThan(20);
    });
  });

  Deno.test(`sessions that ran out, idle native ones and those of a MAC are ranges of an index (${engine})`, async () => {
    using recording = recordQueries();
    await withDatabase(engine, async (database) => {
      await askAll(database);
      const steps: string[] = [];
      for (const query of recording.queries().filter(({ text }) => /"sessions"/.test(text))) {
        for (const { step } of await readsOf(database, query)) steps.push(`${step}: ${query.text}`);
      }
      for (const index of ["sessions_expiry", "sessions_ended", "sessions_native", "sessions_mac"]) {
        expect(steps).toContainEqual(expect.stringMatching(new RegExp(`${index}\\b`)));
      }
    });
  });
}
