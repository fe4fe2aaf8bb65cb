/** What is kept for a time, and goes: attempts after `accounts.trailDays`, points of the overview after a day. */
import { expect } from "expect";
import { deleteOldPoints } from "../../../lib/domain/overview/series.ts";
import { deleteOldTrail } from "../../../lib/domain/trail/cleanup.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase, testEngines } from "../../support/test_database.ts";
import { TEST_ADMIN_TOKEN, withServer } from "../../support/test_server.ts";
import { until } from "../../support/until.ts";

const DAY_MS = 24 * 60 * 60_000;
const NOW = new Date("2026-06-01T00:00:00Z");

const row = (atMs: number) => ({
  at: atMs,
  door: "http",
  address: "192.0.2.1",
  address_key: "4c0000201",
  result: "failed" as const,
  instance: "i",
  count: 1,
});

eachDatabase("attempts go by the batch once they are as old as the days that are set", async (database) => {
  const oldest = NOW.getTime() - 30 * DAY_MS;
  for (let batch = 0; batch < 3; batch++) {
    await database.write.insertInto("login_trail").values(Array.from({ length: 200 }, () => row(oldest))).execute();
  }
  await database.write.insertInto("login_trail").values([row(oldest + 1), row(NOW.getTime())]).execute();
  expect(await deleteOldTrail(database, NOW, 30)).toBe(true);
  expect(await deleteOldTrail(database, NOW, 30)).toBe(false);
  const left = await database.read.selectFrom("login_trail").select("at").orderBy("at").execute();
  expect(left.map(({ at }) => at)).toEqual([oldest + 1, NOW.getTime()]);
});

eachDatabase("points of the overview are kept for a day", async (database) => {
  const clock = createTestClock(NOW.toISOString());
  const minute = (ago: number) => Math.floor((NOW.getTime() - ago) / 60_000) * 60_000;
  const points = [DAY_MS + 2 * 60_000, DAY_MS - 60_000, 0].map((ago) => ({
    name: "sessions",
    at: minute(ago),
    value: 1,
  }));
  await database.write.insertInto("series_points").values(points).execute();
  while (await deleteOldPoints(database, clock));
  const left = await database.read.selectFrom("series_points").select("at").orderBy("at").execute();
  expect(left.map(({ at }) => at)).toEqual(points.slice(1).map(({ at }) => at));
});

for (const engine of testEngines()) {
  Deno.test(`a job does it, by accounts.trailDays (${engine})`, async () => {
    const clock = createTestClock();
    await withServer(engine, { clock, config: { accounts: { trailDays: 2 } } }, async (server) => {
      const body = JSON.stringify({ username: "nobody_here", password: "wrong password" });
      await (await fetch(`${server.url}/api/auth/login`, { method: "POST", body })).body?.cancel();
      const count = async () => {
        const headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
        const answer = await fetch(`${server.url}/admin/api/trail?name=nobody_here`, { headers });
        return (await answer.json()).items.length;
      };
      expect(await count()).toBe(1);
      clock.advance(DAY_MS);
      expect(await count()).toBe(1);
      await until(async () => await count() === 0, () => clock.advance(DAY_MS / 4));
    });
  });
}
