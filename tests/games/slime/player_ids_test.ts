import { expect } from "expect";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createPlayerIds } from "../../../lib/games/slime/player_ids.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { createSlimeTables } from "./module_database.ts";

/** Player ids of one instance that draws these numbers in turn, then 5. */
async function createFixture(database: Database) {
  const db = await createSlimeTables(database);
  const clock = createTestClock();
  let holders = 0;
  const createInstance = (...draws: number[]) => {
    const ids = createPlayerIds({
      db,
      clock,
      log: silentLog,
      random: {
        bytes() {
          const draw = draws.shift() ?? 5;
          return Uint8Array.of(draw >> 8, draw & 0xff);
        },
        uuid: () => `holder ${++holders}`,
      },
    });
    const take = async (characterId: number) => {
      const id = ids.prepare(characterId);
      return Object.assign(id, { number: await id.take(db) });
    };
    return { take, dropStale: ids.dropStale };
  };
  return { db, clock, createInstance };
}

eachDatabase("players online have different numbers, on whichever instance", async (database) => {
  const { createInstance } = await createFixture(database);
  const [one, other] = [createInstance(0x0102, 7), createInstance(0x0102, 9)];
  expect((await one.take(1)).number).toBe(0x0102);
  expect((await other.take(2)).number).toBe(9);
  expect((await one.take(3)).number).toBe(7);
});

eachDatabase("nobody has the number 0", async (database) => {
  const { createInstance } = await createFixture(database);
  expect((await createInstance(0, 0, 0xffff).take(1)).number).toBe(0xffff);
});

eachDatabase("a number that was given back is free again", async (database) => {
  const { createInstance } = await createFixture(database);
  const ids = createInstance();
  await (await ids.take(1)).giveBack();
  expect((await ids.take(2)).number).toBe(5);
});

eachDatabase("a newer line of a character has its number, and the older one cannot give it back", async (database) => {
  const { createInstance } = await createFixture(database);
  const older = await createInstance().take(1);
  const newer = await createInstance(6).take(1);
  expect(newer.number).toBe(older.number);
  await older.giveBack();
  expect((await createInstance(5, 6).take(2)).number).toBe(6);
});

eachDatabase("when no free number is found, the server is overloaded", async (database) => {
  const { createInstance } = await createFixture(database);
  await createInstance().take(1);
  await expect(createInstance().take(2)).rejects.toMatchObject({ code: "overloaded" });
});

eachDatabase("a clock that leaps ahead takes nobody's number", async (database) => {
  const { db, clock, createInstance } = await createFixture(database);
  const ids = createInstance(1, 2);
  await ids.take(1);
  const living = await ids.take(2);
  clock.setBack(-4 * 3_600_000);
  await ids.dropStale();
  living.touch();
  await db.query("select 1"); // the touch before it is through
  clock.advance(3_600_000);
  await ids.dropStale();
  const [rows] = await db.query("select player_id from slime_online_players");
  expect(rows).toEqual([{ player_id: 2 }]);
});

eachDatabase("numbers of lines that a crash ended go after three hours, those of the living stay", async (database) => {
  const { db, clock, createInstance } = await createFixture(database);
  const ids = createInstance(1, 2);
  await ids.take(1);
  const living = await ids.take(2);
  for (let hours = 0; hours < 4; hours++) {
    clock.advance(3_600_000);
    living.touch();
    await db.query("select 1"); // the touch before it is through
  }
  await ids.dropStale();
  const [rows] = await db.query("select player_id from slime_online_players");
  expect(rows).toEqual([{ player_id: 2 }]);
});
