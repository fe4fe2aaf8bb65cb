import { expect } from "expect";
import { createSessionCount } from "../../../lib/platform/metrics/session_count.ts";
import { addAccount } from "../../support/accounts.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

const session = (id: string, accountId: number, endedAt: number | null) => ({
  id,
  account_id: accountId,
  door: "http",
  address: "192.0.2.1",
  mac_key: null,
  character_id: null,
  token_id: id,
  created_at: 0,
  last_active_at: 0,
  expires_at: null,
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
