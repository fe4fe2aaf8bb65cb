/** What stands between instances and their database may swallow what it does not understand: PgBouncer, really. */
import { expect } from "expect";
import { systemClock } from "../../../lib/platform/clock.ts";
import { columnTypes } from "../../../lib/platform/database/column_types.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import type { DatabaseEvent } from "../../../lib/platform/database/events.ts";
import { migrate } from "../../../lib/platform/database/migrator.ts";
import { openPostgres } from "../../../lib/platform/database/postgres.ts";
import { createLog, type LogRecord } from "../../../lib/platform/log/log.ts";
import { systemRandom } from "../../../lib/platform/random.ts";
import { coreHistory } from "../../../migrations/mod.ts";
import { createTestCore, ORIGIN } from "../../support/core_services.ts";
import { withOwnDatabase } from "../../support/own_database.ts";
import { hasPgBouncer, type PoolMode, withPgBouncer } from "../../support/pgbouncer.ts";
import { testEngines } from "../../support/test_database.ts";

interface Pair {
  /** Connected to PostgreSQL itself. */
  readonly here: Database;
  /** Connected by the pooler. */
  readonly there: Database;
  /** What the second one logged. */
  readonly log: readonly LogRecord[];
}

function poolerTest(name: string, mode: PoolMode, run: (pair: Pair) => Promise<void>) {
  Deno.test({
    name: `${name} (postgres)`,
    ignore: !testEngines().includes("postgres") || !hasPgBouncer,
    fn: () =>
      withOwnDatabase(({ url }) =>
        withPgBouncer(url, mode, async (pooled) => {
          const log: LogRecord[] = [];
          const parts = { poolMax: 4, clock: systemClock, random: systemRandom, log: createLog((r) => log.push(r)) };
          const here = openPostgres({ ...parts, url });
          const there = openPostgres({ ...parts, url: pooled });
          try {
            await migrate(there, coreHistory(columnTypes("postgres")));
            await run({ here, there, log });
          } finally {
            await here.close();
            await there.close();
          }
        })
      ),
  });
}

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
};

poolerTest("by a pooler in session mode an instance starts, and hears", "session", async ({ here, there }) => {
  await until(() => there.events.hearing());
  const heard = new Promise<DatabaseEvent>((resolve) => there.events.subscribe(resolve));
  await here.transaction((unit) => Promise.resolve(unit.publish({ type: "bans_changed" })));
  expect(await heard).toEqual({ type: "bans_changed" });
});

poolerTest(
  "by a pooler in transaction mode an instance knows that it is deaf, and asks for each token",
  "transaction",
  async ({ here, there, log }) => {
    await until(() => here.events.hearing());
    await until(() => log.some(({ level }) => level === "warn"));
    expect(log).toMatchObject([{
      level: "warn",
      message: "Cannot hear of other instances' changes: each token is asked for",
      data: { reason: expect.stringContaining("a pooler in session mode") },
    }]);
    expect(there.events.hearing()).toBe(false);

    const core = await createTestCore(here);
    const behind = await createTestCore(there);
    const { token } = await core.register("ada");
    await behind.sessions.verify(token);
    expect(behind.sessions.verified(token)).toBeNull();
    await core.sessions.logOut(await core.sessions.verify(token), ORIGIN);
    await expect(behind.sessions.verify(token)).rejects.toMatchObject({ code: "invalid_token" });
    // It tries again and again, and says it once.
    let gaps = 0;
    there.events.onGap(() => gaps++);
    await until(() => gaps > 1);
    expect(there.events.hearing()).toBe(false);
    expect(log.filter(({ message }) => message.startsWith("Cannot hear")).length).toBe(1);
  },
);

poolerTest(
  "by a pooler in transaction mode, whose connections are everybody's, queries go on unprepared",
  "transaction",
  async ({ there, log }) => {
    const find = there.prepare<{ id: number }>(
      "account_by_name",
      there.read.selectFrom("accounts").select("id").where("username_key", "=", "").compile(),
    );
    const askAll = () => Promise.all(Array.from({ length: 20 }, () => find(["nobody"])));
    // Some hold connections, so that others get another's.
    for (let round = 0; round < 20; round += 1) {
      await there.transaction(async ({ db }) => {
        await db.selectFrom("settings").select("name").execute();
        expect(await askAll()).toEqual(Array(20).fill([]));
      });
    }
    const told = () => log.filter(({ message }) => message.startsWith("Statements are prepared no longer"));
    expect(told().length).toBe(1);
  },
);
