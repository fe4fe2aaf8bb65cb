import { expect } from "expect";
import { TEST_ADMIN_TOKEN, TEST_MASTER_KEY } from "../support/test_server.ts";
import { testEngines, withPostgresSchema } from "../support/test_database.ts";
import { openDatabaseWay } from "./database_way.ts";
import { call, logIn, register, type ServerProcess, startProcess, verify, withFolder } from "./server.ts";

/** "At once" on another instance: docs/contract.md, "Tokens, sessions, seats". */
const HEARD_WITHIN_MS = 1_000;
/** docs/contract.md, "Operators". */
const LOSS_SEEN_WITHIN_MS = 2_000;
const BACK_WITHIN_MS = 5_000;

/** Asks again and again. @returns how long it took until `isSo`, milliseconds */
async function until(isSo: () => Promise<boolean>, withinMs: number): Promise<number> {
  const startedAt = performance.now();
  while (!await isSo()) {
    if (performance.now() - startedAt > withinMs) throw new Error(`It was not so within ${withinMs} ms`);
  }
  return performance.now() - startedAt;
}

const isReady = async (server: ServerProcess) => (await call(server, "GET", "/readyz")).status === 200;

/** Whether it hears of other instances' changes, as its metrics tell. */
async function isHearing(server: ServerProcess): Promise<boolean> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  return /^gatehouse_hears_other_instances 1$/m.test(metrics);
}

async function ban(server: ServerProcess, username: string): Promise<void> {
  const bearer = TEST_ADMIN_TOKEN;
  const { json } = await call(server, "GET", `/admin/api/accounts?search=${username}`, { bearer });
  const path = `/admin/api/accounts/${json.items[0].id}/suspensions`;
  const { status } = await call(server, "POST", path, { bearer, body: { reason: "Cheating" } });
  expect(status).toBe(201);
}

Deno.test({
  name: "two instances on one PostgreSQL",
  ignore: !testEngines().includes("postgres"),
  fn: (t) =>
    withFolder((folder) =>
      withPostgresSchema(async (databaseUrl) => {
        using way = openDatabaseWay(databaseUrl);
        const variables = { MASTER_KEY: TEST_MASTER_KEY, ADMIN_TOKEN: TEST_ADMIN_TOKEN };
        // Together, on an empty schema: both migrate, and neither trips over the other.
        const [here, there] = await Promise.all([
          startProcess(folder, { ...variables, DATABASE_URL: databaseUrl }),
          startProcess(folder, { ...variables, DATABASE_URL: way.url }),
        ]);
        await using _here = here;
        await using _there = there;
        await until(() => isHearing(there), BACK_WITHIN_MS);

        await t.step("a demotion on one is felt on the other within a second", async () => {
          const bearer = await register(here, "helper");
          const statusThere = async () => (await call(there, "GET", "/admin/api/me", { bearer })).status;
          const { json } = await call(here, "GET", "/admin/api/accounts?search=helper", { bearer: TEST_ADMIN_TOKEN });
          const setRole = (role: string) =>
            call(here, "PATCH", `/admin/api/accounts/${json.items[0].id}`, {
              bearer: TEST_ADMIN_TOKEN,
              body: { role },
            });
          await setRole("moderator");
          await until(async () => await statusThere() === 200, HEARD_WITHIN_MS);
          await setRole("player");
          await until(async () => await statusThere() === 401, HEARD_WITHIN_MS);
        });

        await t.step("what one opened the other knows", async () => {
          const token = await register(here, "ada");
          expect(await verify(there, token)).toBe(null);
          expect((await logIn(there, "ada")).status).toBe(200);
        });

        await t.step("a logout on one is felt on the other within a second", async () => {
          const token = (await logIn(here, "ada")).json.token;
          expect(await verify(there, token)).toBe(null);
          await call(here, "POST", "/api/auth/logout", { bearer: token });
          await until(async () => await verify(there, token) === "invalid_token", HEARD_WITHIN_MS);
        });

        await t.step("a ban on one is felt on the other within a second", async () => {
          const token = await register(here, "banned");
          expect(await verify(there, token)).toBe(null);
          await ban(here, "banned");
          await until(async () => await verify(there, token) === "account_banned", HEARD_WITHIN_MS);
        });

        await t.step("an instance that cannot hear asks the database for each token", async () => {
          const token = (await logIn(here, "ada")).json.token;
          expect(await verify(there, token)).toBe(null);
          way.deafen();
          await until(async () => !await isHearing(there), HEARD_WITHIN_MS);
          expect(await verify(there, token)).toBe(null);
          await call(here, "POST", "/api/auth/logout", { bearer: token });
          expect(await verify(there, token)).toBe("invalid_token");
          way.restore();
          await until(() => isHearing(there), BACK_WITHIN_MS);
        });

        await t.step("an instance without its database says so within two seconds, and guesses nothing", async () => {
          const token = (await logIn(here, "ada")).json.token;
          expect(await verify(there, token)).toBe(null);
          way.cut();
          await until(async () => !await isReady(there), LOSS_SEEN_WITHIN_MS);
          expect(await verify(there, token)).toBe("unavailable");
          expect(await logIn(there, "ada")).toMatchObject({ status: 503, json: { code: "unavailable" } });
          expect((await call(there, "GET", "/healthz")).status).toBe(200);
          expect([await isReady(here), await verify(here, token)]).toEqual([true, null]);
        });

        await t.step("and is back within five seconds of its return", async () => {
          way.restore();
          await until(async () => await isReady(there) && (await logIn(there, "ada")).status === 200, BACK_WITHIN_MS);
        });

        await t.step("a database that falls silent is one that is lost, though no connection ends", async () => {
          const token = (await logIn(here, "ada")).json.token;
          expect(await verify(there, token)).toBe(null);
          way.silence();
          await until(async () => !await isReady(there), LOSS_SEEN_WITHIN_MS);
          expect(await verify(there, token)).toBe("unavailable");
          expect([await isReady(here), await verify(here, token)]).toEqual([true, null]);
          way.restore();
          await until(async () => await isReady(there) && (await logIn(there, "ada")).status === 200, BACK_WITHIN_MS);
        });

        await t.step("both end in order, with nobody's secrets in their logs", async () => {
          for (const server of [here, there]) {
            server.kill("SIGTERM");
            const { code, stderr } = await server.ended;
            expect(code).toBe(0);
            expect(stderr).not.toMatch(/correct horse|eyJ|at file:/);
          }
        });
      })
    ),
});
