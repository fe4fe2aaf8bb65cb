import { expect } from "expect";
import { type BanList, createBanList } from "../../../lib/domain/bans/ban_list.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createEventHub } from "../../../lib/platform/database/events.ts";
import { AppError } from "../../../lib/platform/errors.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

const HOUR_MS = 3_600_000;
const clock = createTestClock();
const NOW = clock.now().getTime();

/** A row alone: nobody is told. */
async function addBan(database: Database, value: string, until: number | null = null, reason = "Spam") {
  await database.write.insertInto("bans").values({
    kind: "ip",
    value,
    reason,
    until,
    created_at: NOW,
    created_by: "admin",
    lifted_at: null,
  }).execute();
}

const tell = (database: Database) =>
  database.transaction((unit) => Promise.resolve(unit.publish({ type: "bans_changed" })));

const check = (list: BanList, address: string) => codeOf(Promise.resolve().then(() => list.check(address)));

eachDatabase("an address in a banned block is refused, with the reason and the end", async (database) => {
  await addBan(database, "198.51.100.0/24", NOW + HOUR_MS);
  await addBan(database, "2001:db8::/64");
  const list = createBanList({ database, clock });
  const refused = await Promise.resolve(list.check("198.51.100.255")).catch((error) => error);
  expect(refused).toMatchObject({
    code: "address_banned",
    details: { reason: "Spam", until: new Date(NOW + HOUR_MS) },
  });
  expect(await check(list, "2001:db8::1:2:3")).toBe("address_banned");
  for (const free of ["198.51.101.1", "2001:db8:0:1::1", "::1", "not an address"]) {
    expect(await check(list, free)).toBe("no error");
  }
  list.close();
});

eachDatabase("of several bans the one that lasts is told", async (database) => {
  await addBan(database, "198.51.100.1", NOW + HOUR_MS, "an hour");
  await addBan(database, "198.51.100.0/24", NOW + 3 * HOUR_MS, "three hours");
  await addBan(database, "198.51.0.0/16", NOW + 2 * HOUR_MS, "two hours");
  const list = createBanList({ database, clock });
  const reasonNow = () =>
    Promise.resolve().then(() => list.check("198.51.100.1")).catch((error) => error.details.reason);
  expect(await reasonNow()).toBe("three hours");
  await addBan(database, "198.0.0.0/8", null, "for good");
  await tell(database);
  expect(await reasonNow()).toBe("for good");
  list.close();
});

eachDatabase(
  "once read, the list answers without waiting, and holds until it is told of a change",
  async (database) => {
    const list = createBanList({ database, clock });
    expect(await check(list, "198.51.100.1")).toBe("no error");
    expect(list.check("198.51.100.1")).toBeUndefined();
    await addBan(database, "198.51.100.1");
    expect(list.check("198.51.100.1")).toBeUndefined();
    await tell(database);
    expect(await check(list, "198.51.100.1")).toBe("address_banned");
    expect(list.isBanned("198.51.100.1")).toBe(true);
    expect(list.isBanned("198.51.100.2")).toBe(false);
    list.close();
  },
);

eachDatabase("a ban ends at its time without anybody saying so", async (database) => {
  const moving = createTestClock();
  await addBan(database, "198.51.100.1", NOW + HOUR_MS);
  const list = createBanList({ database, clock: moving });
  moving.advance(HOUR_MS - 1);
  expect(await check(list, "198.51.100.1")).toBe("address_banned");
  moving.advance(1);
  expect(await check(list, "198.51.100.1")).toBe("no error");
  list.close();
});

eachDatabase("listeners run when a changed list was read", async (database) => {
  const list = createBanList({ database, clock });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  list.onChange(() => resolve(list.isBanned("198.51.100.1")));
  await addBan(database, "198.51.100.1");
  await tell(database);
  expect(await promise).toBe(true);
  list.close();
});

eachDatabase("while other instances cannot be heard every call asks the database", async (database) => {
  const hub = createEventHub(() => {});
  const list = createBanList({ database: { ...database, events: hub }, clock });
  expect(await check(list, "198.51.100.1")).toBe("no error");
  hub.setHearing(false);
  await addBan(database, "198.51.100.1");
  expect(await check(list, "198.51.100.1")).toBe("address_banned");
  list.close();
});

/** A database whose list can be made to fail. */
function brokenDatabase(database: Database) {
  const hub = createEventHub(() => {});
  const state = { broken: true };
  const read = new Proxy(database.read, {
    get(target, name) {
      if (state.broken && name === "selectFrom") throw new AppError("unavailable", "Could not reach the database");
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { state, hub, database: { ...database, read, events: hub } };
}

eachDatabase("a list that cannot be read lets nobody in by guess", async (database) => {
  const { state, database: broken } = brokenDatabase(database);
  const list = createBanList({ database: broken, clock });
  expect(await check(list, "198.51.100.1")).toBe("unavailable");
  state.broken = false;
  expect(await check(list, "198.51.100.1")).toBe("no error");
  list.close();
});

eachDatabase("a change that could not be read at once is told when it is", async (database) => {
  const { state, hub, database: broken } = brokenDatabase(database);
  const list = createBanList({ database: broken, clock });
  const told: boolean[] = [];
  list.onChange(() => told.push(list.isBanned("198.51.100.1")));
  await addBan(database, "198.51.100.1");
  hub.deliver({ type: "bans_changed" });
  await list.settled(); // who made the ban is answered all the same
  expect(await check(list, "192.0.2.1")).toBe("unavailable");
  expect(told).toEqual([]);
  state.broken = false;
  expect(await check(list, "192.0.2.1")).toBe("no error");
  expect(told).toEqual([true]);
  list.close();
});

eachDatabase("a ban made here ends lines here, also while other instances cannot be heard", async (database) => {
  const hub = createEventHub(() => {});
  const list = createBanList({ database: { ...database, events: hub }, clock });
  hub.setHearing(false);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  list.onChange(() => resolve(list.isBanned("198.51.100.1")));
  await addBan(database, "198.51.100.1");
  hub.deliver({ type: "bans_changed" });
  expect(await promise).toBe(true);
  list.close();
});
