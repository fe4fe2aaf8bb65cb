import { expect } from "expect";
import { createPlaying } from "../../../lib/domain/seats/playing.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { addAccount } from "../../support/accounts.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

async function seat(database: Database, accountId: number, gameId: string): Promise<void> {
  const id = `${accountId} ${gameId}`;
  await database.write.insertInto("sessions").values({
    id,
    account_id: accountId,
    door: "ws",
    address: "192.0.2.1",
    mac_key: null,
    character_id: null,
    token_id: id,
    created_at: 0,
    last_active_at: 0,
    expires_at: null,
    ended_at: null,
    end_reason: null,
  }).execute();
  await database.write.insertInto("seats").values({
    account_id: accountId,
    game_id: gameId,
    holder_id: id,
    session_id: id,
    character_id: null,
    door: "ws",
    taken_at: 0,
  }).execute();
}

eachDatabase("who plays is counted by game, at most once in five seconds for all who ask", async (database) => {
  const clock = createTestClock();
  const playing = createPlaying({ database, clock });
  expect([...await playing() ?? ["unknown"]]).toEqual([]);
  await seat(database, await addAccount(database, "ada"), "saga");
  clock.advance(4_999);
  expect((await playing())?.get("saga")).toBeUndefined();
  clock.advance(1);
  const [one, another] = await Promise.all([playing(), playing()]);
  expect(one?.get("saga")).toBe(1);
  expect(another).toBe(one);
});

eachDatabase("they are counted in slices: nobody is missed between two, and nobody counted twice", async (database) => {
  for (const name of ["ada", "bob", "cleo", "dora", "emil"]) {
    const id = await addAccount(database, name);
    await seat(database, id, "saga");
    if (name !== "cleo") await seat(database, id, "arena");
  }
  for (const slice of [1, 2, 3, 8, 9, 10]) {
    const playing = createPlaying({ database, clock: createTestClock(), slice });
    expect([slice, Object.fromEntries(await playing() ?? [])]).toEqual([slice, { saga: 5, arena: 4 }]);
  }
});

eachDatabase("while the database is gone its last number is told, for a minute", async (database) => {
  const clock = createTestClock();
  let isGone = false;
  const failing = {
    ...database,
    get aside() {
      if (isGone) throw new Error("The database is gone");
      return database.aside;
    },
  };
  const playing = createPlaying({ database: failing, clock });
  await seat(database, await addAccount(database, "ada"), "saga");
  expect((await playing())?.get("saga")).toBe(1);
  isGone = true;
  clock.advance(59_999);
  expect((await playing())?.get("saga")).toBe(1);
  clock.advance(1);
  expect(await playing()).toBeNull();
});

eachDatabase("a slow database keeps nobody waiting for longer than a quarter of a second", async (database) => {
  const clock = createTestClock();
  // Whatever is asked of it, the answer does not come.
  const aside: Database["aside"] = new Proxy(database.aside, {
    get: (_target, name) => name === "executeTakeFirst" ? () => new Promise(() => {}) : () => aside,
  });
  const playing = createPlaying({ database: { ...database, aside }, clock });
  const asked = [playing(), playing()];
  clock.advance(250);
  expect(await Promise.all(asked)).toEqual([null, null]);
});
