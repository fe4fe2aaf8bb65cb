import { expect } from "expect";
import { createAudit } from "../../../lib/domain/audit/audit.ts";
import { createAccountEvents } from "../../../lib/domain/accounts/account_events.ts";
import { createSuspensions } from "../../../lib/domain/accounts/suspensions.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createEventHub } from "../../../lib/platform/database/events.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { createSeats, type SeatEnd, type SeatHolder } from "../../../lib/domain/seats/seats.ts";
import { createRevocation } from "../../../lib/domain/revocation/revocation.ts";
import { addAccount } from "../../support/accounts.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

interface TestHolder extends SeatHolder {
  readonly ends: SeatEnd[];
  /** Resolves with the reason of the loss. */
  readonly lost: Promise<SeatEnd>;
}

async function setUp(database: Database) {
  const clock = createTestClock();
  const seats = createSeats({ database, clock, log: silentLog });
  const ada = await addAccount(database, "ada");
  const addSession = async (id: string, tokenId: string | null = "jti") => {
    await database.write.insertInto("sessions").values({
      id,
      account_id: ada,
      door: tokenId === null ? "slime" : "ws",
      address: "192.0.2.1",
      mac_key: null,
      character_id: null,
      token_id: tokenId,
      created_at: 0,
      last_active_at: 0,
      expires_at: null,
      ended_at: null,
      end_reason: null,
    }).onConflict((conflict) => conflict.column("id").doNothing()).execute();
  };
  const holder = (
    holderId: string,
    more: { gameId?: string; accountId?: number; sessionId?: string } = {},
  ): TestHolder => {
    const ends: SeatEnd[] = [];
    const { promise: lost, resolve } = Promise.withResolvers<SeatEnd>();
    const ended = (reason: SeatEnd) => {
      ends.push(reason);
      resolve(reason);
    };
    return { holderId, accountId: ada, gameId: "slime", sessionId: `session ${holderId}`, ended, ends, lost, ...more };
  };
  const take = async (taker: SeatHolder, characterId?: number, on = seats) => {
    await addSession(taker.sessionId);
    const seat = { door: "websocket", ...(characterId === undefined ? {} : { characterId }) };
    await database.transaction((unit) => on.take(unit, taker, seat));
  };
  const rows = () => database.read.selectFrom("seats").select(["game_id", "holder_id"]).orderBy("game_id").execute();
  return { clock, seats, ada, addSession, holder, take, rows };
}

eachDatabase("who takes a seat ends its older holder before it sits there, and nobody else", async (database) => {
  const { seats, holder, take, rows } = await setUp(database);
  const bob = await addAccount(database, "bob");
  const [older, otherGame, otherAccount, newer] = [
    holder("a"),
    holder("b", { gameId: "wildstar" }),
    holder("c", { accountId: bob }),
    holder("d"),
  ];
  for (const taker of [older, otherGame, otherAccount, newer]) await take(taker);
  expect(older.ends).toEqual(["taken_elsewhere"]);
  expect([otherGame.ends, otherAccount.ends, newer.ends]).toEqual([[], [], []]);
  expect(await rows()).toHaveLength(3);
  expect(seats.counts()).toEqual(new Map([["wildstar", 1], ["slime", 2]]));
});

eachDatabase("a holder that takes its own seat again loses nothing", async (database) => {
  const { holder, take, rows } = await setUp(database);
  const first = holder("a");
  await take(first);
  await take({ ...first });
  expect(first.ends).toEqual([]);
  expect(await rows()).toEqual([{ game_id: "slime", holder_id: "a" }]);
});

eachDatabase("a taking that fails ends nobody", async (database) => {
  const { seats, holder, take, rows } = await setUp(database);
  const older = holder("a");
  await take(older);
  const failing = holder("b");
  const attempt = database.transaction(async (unit) => {
    await seats.take(unit, failing, { door: "websocket" });
    throw new Error("the hook refused");
  });
  await expect(attempt).rejects.toThrow("the hook refused");
  seats.forget(failing);
  expect(await rows()).toEqual([{ game_id: "slime", holder_id: "a" }]);
  expect([older.ends, failing.ends]).toEqual([[], []]);
  expect(seats.counts()).toEqual(new Map([["slime", 1]]));
});

eachDatabase("of many who take a seat at once one is left in it", async (database) => {
  const { seats, holder, take, rows } = await setUp(database);
  const takers = Array.from({ length: 6 }, (_, index) => holder(`h${index}`));
  await Promise.all(takers.map((taker) => take(taker)));
  const [row] = await rows();
  const losers = takers.filter(({ holderId }) => holderId !== row!.holder_id);
  expect(losers.map(({ ends }) => ends)).toEqual(Array(5).fill(["taken_elsewhere"]));
  expect(takers.find(({ holderId }) => holderId === row!.holder_id)?.ends).toEqual([]);
  expect(seats.counts()).toEqual(new Map([["slime", 1]]));
});

eachDatabase("a native line's session ends with its seat, a browser's goes on", async (database) => {
  const { addSession, holder, take } = await setUp(database);
  await addSession("session native", null);
  await addSession("session browser");
  await addSession("session last");
  await take(holder("native"));
  await take(holder("browser"));
  await take(holder("last"));
  const rows = await database.read.selectFrom("sessions").select(["id", "end_reason"]).orderBy("id").execute();
  expect(rows).toEqual([
    { id: "session browser", end_reason: null },
    { id: "session last", end_reason: null },
    { id: "session native", end_reason: "taken_elsewhere" },
  ]);
});

eachDatabase("a seat that is given back is free, and its holder hears nothing more", async (database) => {
  const { seats, holder, take, rows } = await setUp(database);
  const first = holder("a");
  await take(first);
  await seats.release(first);
  expect(await rows()).toEqual([]);
  const second = holder("b");
  await take(second);
  await seats.release(first);
  expect(await rows()).toEqual([{ game_id: "slime", holder_id: "b" }]);
  expect([first.ends, second.ends]).toEqual([[], []]);
});

eachDatabase("a seat ends with its session", async (database) => {
  const { addSession, holder, take, rows } = await setUp(database);
  await addSession("session a");
  await addSession("session b");
  const [first, second] = [holder("a"), holder("b", { gameId: "wildstar" })];
  await take(first);
  await take(second);
  const revocation = createRevocation();
  await database.transaction((unit) => revocation.endSession(unit, "session a", "logged_out"));
  expect([first.ends, second.ends]).toEqual([["session_ended"], []]);
  expect(await rows()).toEqual([{ game_id: "wildstar", holder_id: "b" }]);
});

eachDatabase("a ban ends every seat of the account with its reason, but that of a spared session", async (database) => {
  const { clock, ada, holder, take } = await setUp(database);
  const revocation = createRevocation();
  const suspensions = createSuspensions({
    database,
    audit: createAudit({ clock }),
    revocation,
    accountEvents: createAccountEvents(),
  });
  const [first, second] = [holder("a"), holder("b", { gameId: "wildstar" })];
  await take(first);
  await take(second);
  await database.transaction((unit) =>
    revocation.endAccount(unit, { accountId: ada, reason: "password_changed", exceptSessionId: "session b" })
  );
  expect([first.ends, second.ends]).toEqual([["session_ended"], []]);
  const by = { actor: "admin", address: "::1" };
  await suspensions.suspend({ accountId: ada, reason: "Spam", until: null, ...by });
  expect([first.ends, second.ends]).toEqual([["session_ended"], ["banned"]]);
});

eachDatabase("whoever plays a character that is deleted loses the seat", async (database) => {
  const { seats, ada, holder, take } = await setUp(database);
  const [playing, other] = [holder("a"), holder("b", { gameId: "wildstar" })];
  await take(playing, 5);
  await take(other, 6);
  const deleted = { accountId: ada, gameId: "slime", characterId: 5 };
  await database.transaction((unit) => seats.endOfCharacter(unit, deleted));
  expect(playing.ends).toEqual(["taken_elsewhere"]);
  await database.transaction((unit) => seats.endOfCharacter(unit, { ...deleted, gameId: "wildstar" }));
  expect(other.ends).toEqual([]);
});

eachDatabase("after a gap, who lost the seat meanwhile hears of it", async (database) => {
  const { ada, clock, holder, take } = await setUp(database);
  const hub = createEventHub(() => {});
  const deaf = createSeats({ database: { ...database, events: hub }, clock, log: silentLog });
  const [lost, kept] = [holder("a"), holder("b", { gameId: "wildstar" })];
  await take(lost, undefined, deaf);
  await take(kept, undefined, deaf);
  await database.write.updateTable("seats").set({ holder_id: "on another instance" })
    .where("account_id", "=", ada).where("game_id", "=", "slime").execute();
  hub.gap();
  expect(await lost.lost).toBe("taken_elsewhere");
  expect(kept.ends).toEqual([]);
});

eachDatabase("at the end every holder hears that the server stops, once", async (database) => {
  const { seats, holder, take } = await setUp(database);
  const [first, second] = [holder("a"), holder("b", { gameId: "wildstar" })];
  await take(first);
  await take(second);
  seats.close();
  seats.close();
  expect([first.ends, second.ends]).toEqual([["shutdown"], ["shutdown"]]);
});
