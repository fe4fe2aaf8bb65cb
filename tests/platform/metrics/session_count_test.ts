import { expect } from "expect";
import { createSessionCount } from "../../../lib/platform/metrics/session_count.ts";
import { addAccount } from "../../support/accounts.ts";
import { seeingResults } from "../../support/seen_results.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

const session = (id: string, accountId: number, endedAt: number | null, expiresAt: number | null = null) => ({
  id,
  account_id: accountId,
  door: "http",
  address: "192.0.2.1",
  mac_key: null,
  character_id: null,
  token_id: id,
  created_at: 0,
  last_active_at: 0,
  expires_at: expiresAt,
  ended_at: endedAt,
  end_reason: null,
});

eachDatabase("sessions that live are counted, at most once a minute", async (database) => {
  const clock = createTestClock();
  const count = createSessionCount({ database, clock });
  const ada = await addAccount(database, "ada");
  const add = (id: string, endedAt: number | null) =>
    database.write.insertInto("sessions").values(session(id, ada, endedAt)).execute();
  await add("a", null);
  await add("b", 1);
  expect(await count()).toBe(1);
  await add("c", null);
  clock.advance(59_999);
  expect(await count()).toBe(1);
  clock.advance(1);
  expect(await count()).toBe(2);
});

eachDatabase("they are counted in slices: none is missed between two, and none counted twice", async (database) => {
  const ada = await addAccount(database, "ada");
  const expiries = [1, 2, 2, 2, 2, 3, 4, 5, 5, null, null];
  await database.write.insertInto("sessions")
    .values(expiries.map((expiresAt, index) => session(`s${index}`, ada, null, expiresAt))).execute();
  await database.write.insertInto("sessions").values(session("ended", ada, 1, 2)).execute();
  for (const slice of [1, 2, 3, 9, 10]) {
    const count = createSessionCount({ database, clock: createTestClock(), slice });
    expect(await Promise.all([count(), count()])).toEqual([11, 11]);
  }
});

eachDatabase("a slice is as long as it is to be, and no longer", async (database) => {
  const ada = await addAccount(database, "ada");
  await database.write.insertInto("sessions")
    .values(Array.from({ length: 10 }, (_, index) => session(`s${index}`, ada, null, index))).execute();
  const counted: number[] = [];
  const read = database.read.withPlugin(seeingResults(({ rows: [row] }) => {
    const count: unknown = Reflect.get(Object(row), "count");
    if (count !== undefined) counted.push(Number(count));
  }));
  const count = createSessionCount({ database: { ...database, read }, clock: createTestClock(), slice: 3 });
  expect(await count()).toBe(10);
  expect(counted).toEqual([0, 3, 3, 3, 1]); // native ones first
});
