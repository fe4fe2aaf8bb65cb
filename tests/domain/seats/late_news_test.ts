/** News of seats that comes late, early, or cannot be followed up at once. */
import { expect } from "expect";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createEventHub, type DatabaseEvent } from "../../../lib/platform/database/events.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { createSeats, type SeatEnd, type SeatHolder } from "../../../lib/domain/seats/seats.ts";
import { addAccount } from "../../support/accounts.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

/** Seats of an instance that hears what the test tells it, and one holder that sits down. */
async function setUp(whole: Database) {
  const clock = createTestClock();
  const hub = createEventHub((error) => {
    throw error;
  });
  const database: Database = { ...whole, events: hub };
  const seats = createSeats({ database, clock, log: silentLog });
  const accountId = await addAccount(whole, "ada");
  await whole.write.insertInto("sessions").values({
    id: "session",
    account_id: accountId,
    door: "websocket",
    address: "192.0.2.1",
    mac_key: null,
    character_id: null,
    token_id: "jti",
    created_at: 0,
    last_active_at: 0,
    expires_at: null,
    ended_at: null,
    end_reason: null,
  }).execute();
  const lost = Promise.withResolvers<SeatEnd>();
  const ends: SeatEnd[] = [];
  const holder: SeatHolder = {
    holderId: "here",
    accountId,
    gameId: "saga",
    sessionId: "session",
    ended(reason) {
      ends.push(reason);
      lost.resolve(reason);
    },
  };
  const news: DatabaseEvent = { type: "seat_taken", accountId, gameId: "saga", holderId: "elsewhere" };
  const giveTo = (holderId: string) =>
    whole.write.updateTable("seats").set({ holder_id: holderId }).where("account_id", "=", accountId).execute();
  return { clock, database, hub, seats, accountId, holder, ends, lost: lost.promise, news, giveTo };
}

/** By then every look that was begun before has its answer: it went through the same seats. */
async function allLooked(test: Awaited<ReturnType<typeof setUp>>): Promise<void> {
  await test.giveTo("elsewhere");
  test.hub.deliver(test.news);
  expect(await test.lost).toBe("taken_elsewhere");
}

eachDatabase("news of an older taking ends no holder who sits there by now", async (whole) => {
  const test = await setUp(whole);
  const { seats, database, holder, hub, news, ends } = test;
  await database.transaction((unit) => seats.take(unit, holder, { door: "websocket" }));
  hub.deliver(news);
  await whole.read.selectFrom("seats").selectAll().execute();
  await seats.release({ ...holder, holderId: "nobody" });
  expect(ends).toEqual([]);
  await allLooked(test);
  expect(ends).toEqual(["taken_elsewhere"]);
});

eachDatabase("news of an older taking ends no holder who is on his way in", async (whole) => {
  const test = await setUp(whole);
  const { seats, database, holder, hub, news, ends } = test;
  await database.transaction(async (unit) => {
    await seats.take(unit, holder, { door: "websocket" });
    hub.deliver(news);
    await unit.db.selectFrom("seats").selectAll().execute();
  });
  expect(ends).toEqual([]);
  await allLooked(test);
});

eachDatabase("a seat that was taken again before its taker knew that he had it is lost", async (whole) => {
  const { seats, database, holder, hub, news, lost, giveTo } = await setUp(whole);
  await database.transaction(async (unit) => {
    unit.afterCommit(async () => {
      await giveTo("elsewhere");
      hub.deliver(news);
    });
    await seats.take(unit, holder, { door: "websocket" });
  });
  expect(await lost).toBe("taken_elsewhere");
});

eachDatabase("news that cannot be followed up is believed", async (whole) => {
  const { seats, database, holder, hub, news, lost } = await setUp(whole);
  await database.transaction((unit) => seats.take(unit, holder, { door: "websocket" }));
  Object.assign(database, { read: away });
  hub.deliver(news);
  expect(await lost).toBe("taken_elsewhere");
});

eachDatabase("a gap that cannot be looked into is looked into again", async (whole) => {
  const { clock, seats, database, holder, hub, ends, lost, giveTo } = await setUp(whole);
  await database.transaction((unit) => seats.take(unit, holder, { door: "websocket" }));
  await giveTo("elsewhere");
  const { read } = database;
  Object.assign(database, { read: away });
  hub.gap();
  await whole.read.selectFrom("seats").selectAll().execute();
  expect(ends).toEqual([]);
  Object.assign(database, { read });
  clock.advance(5_000);
  expect(await lost).toBe("taken_elsewhere");
});

eachDatabase("a character that nobody plays is deleted without news", async (whole) => {
  const { seats, database, accountId, hub } = await setUp(whole);
  const heard: DatabaseEvent[] = [];
  whole.events.subscribe((event) => heard.push(event));
  hub.subscribe((event) => heard.push(event));
  const deleted = { accountId, gameId: "saga", characterId: 7 };
  await database.transaction((unit) => seats.endOfCharacter(unit, deleted));
  expect(heard).toEqual([]);
});

const away = {
  selectFrom() {
    throw new Error("the database is away");
  },
};
