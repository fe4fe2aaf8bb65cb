import { expect } from "expect";
import { sql } from "kysely";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createSessionCleanup, endSessionsOfLastServer } from "../../../lib/domain/sessions/cleanup.ts";
import { addAccount } from "../../support/accounts.ts";
import { seeingResults } from "../../support/seen_results.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

const DAY_MS = 24 * 60 * 60_000;
const clock = createTestClock();
const NOW = clock.now().getTime();

interface Some {
  readonly id: string;
  readonly token_id?: string | null;
  readonly last_active_at?: number;
  readonly expires_at?: number | null;
  readonly ended_at?: number | null;
}

async function addSessions(database: Database, sessions: readonly Some[]) {
  const ada = await addAccount(database, "ada");
  await database.write.insertInto("sessions").values(sessions.map((some) => ({
    account_id: ada,
    door: "http",
    address: "192.0.2.1",
    mac_key: null,
    character_id: null,
    token_id: "jti",
    created_at: 0,
    last_active_at: NOW,
    expires_at: NOW + DAY_MS,
    ended_at: null,
    end_reason: null,
    ...some,
  }))).execute();
  return ada;
}

const cleanUpSessions = async (database: Database) => await createSessionCleanup(database, clock)();

const livingIds = async (database: Database) => {
  const rows = await database.read.selectFrom("sessions").select("id").where("ended_at", "is", null).orderBy("id")
    .execute();
  return rows.map((row) => row.id);
};

eachDatabase("sessions end when their token runs out, or their native line is idle for a day", async (database) => {
  await addSessions(database, [
    { id: "expired", expires_at: NOW },
    { id: "living", expires_at: NOW + 1 },
    { id: "native idle", token_id: null, expires_at: null, last_active_at: NOW - DAY_MS },
    { id: "native living", token_id: null, expires_at: null, last_active_at: NOW - DAY_MS + 1 },
  ]);
  const heard: unknown[] = [];
  database.events.subscribe((event) => heard.push(event));
  expect(await cleanUpSessions(database)).toBe(false);
  expect(await livingIds(database)).toEqual(["living", "native living"]);
  expect(heard).toEqual([{
    type: "sessions_ended",
    sessionIds: expect.arrayContaining(["expired", "native idle"]),
    reason: "expired",
  }]);
});

eachDatabase("a clock that leaps ahead by days ends no native line that lives", async (database) => {
  const leaping = createTestClock();
  await addSessions(database, [
    { id: "gone", token_id: null, expires_at: null },
    { id: "living", token_id: null, expires_at: null },
    { id: "browser", expires_at: NOW + 10 * DAY_MS },
  ]);
  const run = createSessionCleanup(database, leaping);
  const touch = () =>
    database.write.updateTable("sessions").set({ last_active_at: leaping.now().getTime() })
      .where("id", "=", "living").execute();
  leaping.setBack(-3 * DAY_MS);
  await run();
  expect(await livingIds(database)).toEqual(["browser", "gone", "living"]);
  leaping.advance(5 * 60_000); // as long as a player may say nothing
  await run();
  expect(await livingIds(database)).toEqual(["browser", "gone", "living"]);
  await touch();
  leaping.advance(DAY_MS / 24);
  await run();
  expect(await livingIds(database)).toEqual(["browser", "living"]);
});

eachDatabase("the seat of a session that ran out is free", async (database) => {
  const ada = await addSessions(database, [{ id: "expired", expires_at: NOW }]);
  await database.write.insertInto("seats").values({
    account_id: ada,
    game_id: "g",
    holder_id: "h",
    session_id: "expired",
    character_id: null,
    door: "websocket",
    taken_at: 0,
  }).execute();
  await cleanUpSessions(database);
  expect(await database.read.selectFrom("seats").select("game_id").execute()).toEqual([]);
});

eachDatabase("ended sessions are kept for thirty days", async (database) => {
  await addSessions(database, [
    { id: "old", ended_at: NOW - 30 * DAY_MS },
    { id: "younger", ended_at: NOW - 30 * DAY_MS + 1 },
  ]);
  await cleanUpSessions(database);
  expect(await database.read.selectFrom("sessions").select("id").execute()).toEqual([{ id: "younger" }]);
});

eachDatabase("much is cleaned up in batches, and told in events of a hundred", async (database) => {
  await addSessions(
    database,
    Array.from({ length: 501 }, (_, index) => ({ id: `s${index}`, token_id: null, expires_at: NOW })),
  );
  const told: number[] = [];
  database.events.subscribe((event) => event.type === "sessions_ended" && told.push(event.sessionIds.length));
  expect(await cleanUpSessions(database)).toBe(true);
  expect(await livingIds(database)).toHaveLength(1);
  expect(await cleanUpSessions(database)).toBe(false);
  expect(told).toEqual([100, 100, 100, 100, 100, 1]);
});

eachDatabase(
  "a server that starts anew ends the native lines of the last one, and no browser's session",
  async (database) => {
    await addSessions(database, [{ id: "native", token_id: null, expires_at: null }, { id: "browser" }]);
    await endSessionsOfLastServer(database, clock);
    expect(await livingIds(database)).toEqual(["browser"]);
  },
);

eachDatabase("it ends them all, however many batches they are", async (database) => {
  const ada = await addSessions(database, [{ id: "browser" }]);
  const numbers = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000)`;
  await sql`insert into sessions (id, account_id, door, address, created_at, last_active_at)
    ${numbers} select 'n' || i, ${ada}, 'slime', '192.0.2.1', 0, 0 from n`.execute(database.write);
  const ended: number[] = [];
  const write = database.write.withPlugin(seeingResults(({ numAffectedRows }) => ended.push(Number(numAffectedRows))));
  await endSessionsOfLastServer({ ...database, write }, clock);
  expect(await livingIds(database)).toEqual(["browser"]);
  expect(ended).toEqual([5_000, 5_000, 0, 0]); // the last are the seats
});
