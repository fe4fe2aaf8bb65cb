/** PostgreSQL goes away and comes back; the instance says so, trusts nothing meanwhile, and goes on. */
import { expect } from "expect";
import { systemClock } from "../../../lib/platform/clock.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createReadiness } from "../../../lib/platform/database/readiness.ts";
import { codeOf } from "../../support/code_of.ts";
import { createTestCore, ORIGIN, PASSWORD } from "../../support/core_services.ts";
import { type CuttableProxy, openCuttableProxy } from "../../support/cuttable_proxy.ts";
import { openPostgresForTest, testEngines, withEmptySchema } from "../../support/test_database.ts";

const LOSS_SEEN_WITHIN_MS = 2_000;
const BACK_WITHIN_MS = 5_000;

function lossTest(name: string, run: (database: Database, proxy: CuttableProxy) => Promise<void>) {
  Deno.test({
    name: `${name} (postgres)`,
    ignore: !testEngines().includes("postgres"),
    fn: () =>
      withEmptySchema("core", async ({ url: base }) => {
        const url = new URL(base);
        const proxy = openCuttableProxy({ hostname: url.hostname, port: Number(url.port || 5432) });
        url.hostname = "127.0.0.1";
        url.port = String(proxy.port);
        const database = await openPostgresForTest(url.href);
        try {
          await run(database, proxy);
        } finally {
          await database.close();
          proxy.close();
        }
      }),
  });
}

/** Resolves once other instances can be heard again. */
const heardAgain = (database: Database) => new Promise<void>((resolve) => database.events.onGap(() => resolve()));

lossTest("a lost database is seen within 2 s, and its return within 5 s", async (database, proxy) => {
  const isReady = createReadiness({ database, clock: systemClock });
  expect(await isReady()).toBe(true);
  const back = heardAgain(database);
  proxy.cut();
  const cutAt = performance.now();
  expect(await isReady()).toBe(false);
  expect(performance.now() - cutAt).toBeLessThan(LOSS_SEEN_WITHIN_MS);
  proxy.mend();
  const mendedAt = performance.now();
  expect(await isReady()).toBe(true);
  await back;
  expect(performance.now() - mendedAt).toBeLessThan(BACK_WITHIN_MS);
});

lossTest("without the database every answer is unavailable, and nothing is half written", async (database, proxy) => {
  const core = await createTestCore(database);
  const { token } = await core.register("ada");
  await core.sessions.verify(token);
  const back = heardAgain(database);
  proxy.cut();
  expect(await codeOf(core.register("bob"))).toBe("unavailable");
  expect(await codeOf(core.logIn("ada"))).toBe("unavailable");
  proxy.mend();
  await back;
  expect(await codeOf(core.logIn("ada"))).toBe("no error");
  expect(await database.read.selectFrom("accounts").select("username").execute()).toEqual([{ username: "ada" }]);
});

lossTest("a database that goes in the middle of a change undoes it", async (database, proxy) => {
  const core = await createTestCore(database);
  core.accounts.onCreate(() => Promise.resolve(proxy.cut()));
  const back = heardAgain(database);
  const registering = core.accounts.register(
    { username: "ada", password: PASSWORD, origin: ORIGIN },
    () => Promise.resolve(),
  );
  expect(await codeOf(registering)).toBe("unavailable");
  proxy.mend();
  await back;
  expect(await database.read.selectFrom("accounts").select("username").execute()).toEqual([]);
});

lossTest("what was remembered is not trusted while nobody can be heard", async (database, proxy) => {
  const core = await createTestCore(database);
  const { token } = await core.register("ada");
  await core.sessions.verify(token);
  expect(core.sessions.verified(token)).not.toBeNull();
  const back = heardAgain(database);
  proxy.cut();
  expect(await codeOf(database.check())).toBe("unavailable");
  await notHearing(database);
  expect(core.sessions.verified(token)).toBeNull();
  proxy.mend();
  await back;
  expect(core.sessions.verified(token)).toBeNull();
  expect(await codeOf(core.sessions.verify(token))).toBe("no error");
});

/** The end of the listening connection arrives by itself; a turn of the loop at a time. */
async function notHearing(database: Database): Promise<void> {
  while (database.events.hearing()) await new Promise((resolve) => setTimeout(resolve));
}
