/** Two instances of the server on one PostgreSQL: what one ends, the other feels within a second. */
import { expect } from "expect";
import { createServers } from "../../../lib/domain/servers/servers.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import type { DatabaseEvent } from "../../../lib/platform/database/events.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, ORIGIN, type TestCore } from "../../support/core_services.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { testEngines, withTwoInstances } from "../../support/test_database.ts";

const ADMIN = { actor: "admin", address: "192.0.2.9" };
const HEARD_WITHIN_MS = 1_000;

type Instances = { here: TestCore; there: TestCore };

/** Registers the test where there is a PostgreSQL. `there` has verified what `here` registered. */
function twoInstances(name: string, run: (instances: Instances) => Promise<void>) {
  Deno.test({
    name: `${name} (two instances)`,
    ignore: !testEngines().includes("postgres"),
    fn: () =>
      withTwoInstances(async (...databases) => {
        const clock = createTestClock();
        const [here, there] = await Promise.all(databases.map((database) => createTestCore(database, { clock })));
        await run({ here: here!, there: there! });
        await Promise.all([here!.close(), there!.close()]);
      }),
  });
}

/** Does `act`, waits until `database` hears of it, and says how long that took after the act, milliseconds. */
async function heardAfter(
  database: Database,
  type: DatabaseEvent["type"],
  act: () => Promise<unknown>,
): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const unsubscribe = database.events.subscribe((event) => event.type === type && resolve(performance.now()));
  await act();
  const actedAt = performance.now();
  const heardAt = await promise;
  unsubscribe();
  return heardAt - actedAt;
}

twoInstances("a logout", async ({ here, there }) => {
  const { token } = await here.register("ada");
  const identity = await there.sessions.verify(token);
  expect(there.sessions.verified(token)).toBe(identity);
  const tookMs = await heardAfter(there.database, "sessions_ended", () => here.sessions.logOut(identity, ORIGIN));
  expect(tookMs).toBeLessThan(HEARD_WITHIN_MS);
  expect(there.sessions.verified(token)).toBeNull();
  expect(await codeOf(there.sessions.verify(token))).toBe("invalid_token");
});

twoInstances("a refreshed token", async ({ here, there }) => {
  const { token } = await here.register("ada");
  await there.sessions.verify(token);
  await heardAfter(there.database, "token_replaced", () => here.sessions.refresh(token, ORIGIN));
  expect(await codeOf(there.sessions.verify(token))).toBe("invalid_token");
});

twoInstances("a ban of an account", async ({ here, there }) => {
  const { id, token } = await here.register("ada");
  const { sessionId } = await there.sessions.verify(token);
  const ends: string[] = [];
  const holder = { holderId: "h", accountId: id, gameId: "g", sessionId, ended: (reason: string) => ends.push(reason) };
  await there.database.transaction((unit) => there.seats.take(unit, holder, { door: "websocket" }));
  const ban = () => here.suspensions.suspend({ accountId: id, reason: "Spam", until: null, ...ADMIN });
  expect(await heardAfter(there.database, "account_ended", ban)).toBeLessThan(HEARD_WITHIN_MS);
  expect(there.sessions.verified(token)).toBeNull();
  expect(await codeOf(there.sessions.verify(token))).toBe("account_banned");
  expect(ends).toEqual(["banned"]);
});

twoInstances("a ban of an address", async ({ here, there }) => {
  expect(await codeOf(there.proof.checkOrigin(ORIGIN))).toBe("no error");
  const ban = () => here.bans.create({ kind: "ip", value: ORIGIN.address, reason: "Spam", until: null, ...ADMIN });
  expect(await heardAfter(there.database, "bans_changed", ban)).toBeLessThan(HEARD_WITHIN_MS);
  expect(await codeOf(there.proof.checkOrigin(ORIGIN))).toBe("address_banned");
});

twoInstances("a taken seat", async ({ here, there }) => {
  const { id, token } = await here.register("ada");
  const { sessionId } = await there.sessions.verify(token);
  const { promise: lost, resolve } = Promise.withResolvers<string>();
  const seat = { accountId: id, gameId: "slime", sessionId };
  const older = { ...seat, holderId: "older", ended: resolve };
  const newer = { ...seat, holderId: "newer", ended: () => {} };
  await there.database.transaction((unit) => there.seats.take(unit, older, { door: "slime" }));
  await here.database.transaction((unit) => here.seats.take(unit, newer, { door: "websocket" }));
  expect(await lost).toBe("taken_elsewhere");
});

twoInstances("a change of the servers", async ({ here, there }) => {
  const servers = createServers({ database: there.database, clock: there.clock });
  const seed = () => here.serverSetup.seed();
  expect(await heardAfter(there.database, "servers_changed", seed)).toBeLessThan(HEARD_WITHIN_MS);
  expect((await servers.onlineFor("wildstar")).map(({ name }) => name)).toEqual(["Gatehouse"]);
});

twoInstances("of registrations of one name at both exactly one gets through", async ({ here, there }) => {
  const codes = await Promise.all([codeOf(here.register("ada")), codeOf(there.register("ADA"))]);
  expect(codes.sort()).toEqual(["no error", "username_taken"]);
});

twoInstances("failures at both are counted together", async ({ here, there }) => {
  const fail = (core: TestCore) => core.proof.attemptFailed(null, ORIGIN);
  await Promise.all([...Array(3)].flatMap(() => [fail(here), fail(there)]));
  const { count } = await here.database.read.selectFrom("limit_counters").select("count").executeTakeFirstOrThrow();
  expect(count).toBe(6);
});
