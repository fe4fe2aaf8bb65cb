import { expect } from "expect";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, ORIGIN, type TestCore } from "../../support/core_services.ts";
import { eachDatabase } from "../../support/test_database.ts";

const MINUTE_MS = 60_000;

async function setUp(core: TestCore) {
  const { token } = await core.register("ada");
  return await core.sessions.verify(token);
}

eachDatabase("registration and login prove the account for ten minutes", async (database) => {
  const core = await createTestCore(database);
  const identity = await setUp(core);
  core.clock.advance(10 * MINUTE_MS - 1);
  await core.confirmation.require(identity);
  core.clock.advance(1);
  const error = await core.confirmation.require(identity).catch((error) => error);
  expect(error).toMatchObject({
    code: "confirmation_required",
    details: { methods: expect.arrayContaining(["password"]) },
  });
  const fresh = await core.sessions.verify(await core.logIn("ada"));
  await core.confirmation.require(fresh);
  expect(await codeOf(core.confirmation.require(identity))).toBe("confirmation_required");
});

eachDatabase("a proof that is noted counts from then on, for its own session", async (database) => {
  const core = await createTestCore(database);
  const identity = await setUp(core);
  const other = await core.sessions.verify(await core.logIn("ada"));
  core.clock.advance(60 * MINUTE_MS);
  await core.confirmation.note(database.write, identity.sessionId, true);
  await core.confirmation.require(identity);
  expect(await codeOf(core.confirmation.require(other))).toBe("confirmation_required");
  const rows = await database.read.selectFrom("sessions").select(["id", "second_factor"]).execute();
  expect(rows.map((row) => [row.id === identity.sessionId, row.second_factor]).toSorted()).toEqual([[false, 0], [
    true,
    1,
  ]]);
});

eachDatabase("a login that proves nothing, and a session that is over, confirm nothing", async (database) => {
  const core = await createTestCore(database);
  const identity = await setUp(core);
  const account = await core.accounts.get(identity.accountId);
  const token = await database.transaction((unit) => core.sessions.open(unit, account, ORIGIN, { proven: false }));
  const unproven = await core.sessions.verify(token);
  expect(await codeOf(core.confirmation.require(unproven))).toBe("confirmation_required");
  await core.sessions.logOut(identity, ORIGIN);
  expect(await codeOf(core.confirmation.require(identity))).toBe("invalid_token");
});
