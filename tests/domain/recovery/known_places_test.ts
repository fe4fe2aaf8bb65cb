/** The devices and networks that an account is known by. */
import { expect } from "expect";
import { notePlace } from "../../../lib/domain/recovery/known_places.ts";
import { datedBy } from "../../../lib/platform/database/database.ts";
import { addAccount } from "../../support/accounts.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

eachDatabase("two hundred are kept of an account, and the one not seen for the longest goes first", async (opened) => {
  const clock = createTestClock();
  const database = datedBy(clock, opened);
  const [ada, eve] = [await addAccount(database, "ada"), await addAccount(database, "eve")];
  const isNew = (accountId: number, device: string) => {
    clock.advance(1_000);
    const origin = { door: "http", address: "198.51.100.7", device };
    return database.transaction((unit) => notePlace(unit, accountId, origin));
  };
  expect(await isNew(eve, "Eve's")).toBe(true);
  for (let count = 0; count < 200; count++) expect(await isNew(ada, `device ${count}`)).toBe(true);
  expect(await isNew(ada, "device 0")).toBe(false);
  expect(await isNew(ada, "one more")).toBe(true);
  const { count } = await database.read.selectFrom("account_devices").select((eb) => eb.fn.countAll().as("count"))
    .where("account_id", "=", ada).executeTakeFirstOrThrow();
  expect(Number(count)).toBe(200);
  expect([await isNew(ada, "device 0"), await isNew(ada, "device 1"), await isNew(eve, "Eve's")]).toEqual([
    false,
    true,
    false,
  ]);
});
