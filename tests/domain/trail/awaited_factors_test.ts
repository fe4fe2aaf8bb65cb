/** Logins whose second factor never came: a row of the trail each, whichever instance is there to write it. */
import { expect } from "expect";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createTestCore, ORIGIN, PASSWORD, type TestCore } from "../../support/core_services.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";
import { until } from "../../support/until.ts";
import { registerGuarded } from "../factors/setup.ts";

const CHALLENGE_MS = 5 * 60_000;
const SECOND_MS = 1_000;
const DIED = { result: "refused", rule: "second.factor", code: "second_factor_required", name: "Ada" };

const logIn = ({ accounts }: TestCore) =>
  accounts.logIn(
    { username: "Ada", password: PASSWORD, factor: { kind: "challenge" }, origin: { ...ORIGIN, device: "Firefox" } },
    () => Promise.resolve(),
  ).then(() => {
    throw new Error("No code was asked for");
  }, (error) => error.details.challenge as string);

const rowsOf = (database: Database) =>
  database.read.selectFrom("login_trail").select(["result", "rule", "code", "name", "device"]).execute();
const challengesOf = (database: Database) => database.read.selectFrom("login_challenges").select("hash").execute();

eachDatabase("of a login that a killed instance asked for its code another writes the row, once", async (database) => {
  const clock = createTestClock();
  const killed = await createTestCore(database, { clock });
  await registerGuarded(killed, "ada");
  // It neither starts to look nor is it closed in order.
  await logIn(killed);
  const others = [await createTestCore(database, { clock }), await createTestCore(database, { clock })];
  clock.advance(CHALLENGE_MS - SECOND_MS);
  for (const { awaitedFactors } of others) awaitedFactors.start();
  await until(async () => (await challengesOf(database)).length === 0, () => clock.advance(SECOND_MS));
  for (const other of others) await other.close();
  expect(await rowsOf(database)).toEqual([{ ...DIED, device: "Firefox" }]);
  await killed.close();
});

eachDatabase("the code may come to another instance, and then nothing ran out", async (database) => {
  const clock = createTestClock();
  const [here, there] = [await createTestCore(database, { clock }), await createTestCore(database, { clock })];
  const ada = await registerGuarded(here, "ada");
  here.awaitedFactors.start();
  const challenge = await logIn(here);
  await there.factorLogins.finish(
    { challenge, answer: { code: ada.code() }, origin: ORIGIN },
    (unit, account) => there.sessions.open(unit, account, ORIGIN),
  );
  expect(await challengesOf(database)).toEqual([]);
  clock.advance(CHALLENGE_MS + 2 * SECOND_MS);
  await here.close();
  await there.close();
  expect(await rowsOf(database)).toMatchObject([{ result: "succeeded" }]);
});

eachDatabase("the twenty-first at once ends the oldest, which leaves its row", async (database) => {
  const core = await createTestCore(database);
  const ada = await registerGuarded(core, "ada");
  const first = await logIn(core);
  for (let count = 0; count < 20; count++) {
    core.clock.advance(1);
    await logIn(core);
  }
  const finish = core.factorLogins.finish(
    { challenge: first, answer: { code: ada.code() }, origin: ORIGIN },
    () => Promise.resolve(),
  );
  await expect(finish).rejects.toMatchObject({ code: "invalid_link" });
  core.awaitedFactors.start();
  await until(async () => (await rowsOf(database)).length > 0);
  expect(await rowsOf(database)).toMatchObject([DIED]);
  expect(await challengesOf(database)).toHaveLength(20);
  await core.close();
});
