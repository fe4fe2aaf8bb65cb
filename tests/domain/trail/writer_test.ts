/** What the trail bears: a thousand rows a second and no more, none of them in a player's way. */
import { expect } from "expect";
import { createTrailWriter } from "../../../lib/domain/trail/writer.ts";
import type { TrailRow } from "../../../lib/domain/trail/rows.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { until } from "../../support/until.ts";

const ROW: TrailRow = {
  at: 0,
  door: "http",
  game: null,
  dialect: null,
  address: "192.0.2.7",
  address_key: "4c0000207",
  account_id: null,
  name: null,
  name_key: null,
  result: "failed",
  rule: "password",
  code: "invalid_credentials",
  wire: null,
  until: null,
  client: null,
  device: null,
  mac_key: null,
  duration_ms: null,
  request_id: null,
  instance: "one",
  count: 1,
};

eachDatabase(
  "a thousand of a second are kept in batches behind the logins, the others are counted",
  async (database) => {
    const clock = createTestClock();
    let lost = 0;
    const writer = createTrailWriter({ database, clock, log: silentLog, onLost: (count) => lost += count });
    const kept = async () => (await database.read.selectFrom("login_trail").select("id").execute()).length;
    for (let row = 0; row < 1_003; row++) writer.take(ROW);
    expect([await kept(), lost]).toEqual([0, 3]);
    await until(async () => await kept() === 1_000, () => clock.advance(500));
    clock.advance(1_000);
    writer.take(ROW);
    await writer.close();
    expect([await kept(), lost]).toEqual([1_001, 3]);
    writer.take(ROW);
    expect(lost).toBe(4);
  },
);
