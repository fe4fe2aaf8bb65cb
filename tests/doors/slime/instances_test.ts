/** Two servers on one PostgreSQL: what happens on one ends lines on the other. Waiting for that is the test. */
import { expect } from "expect";
import { createTestClock } from "../../support/test_clock.ts";
import { testEngines, withEmptySchema } from "../../support/test_database.ts";
import { startTestServer } from "../../support/test_server.ts";
import { type Door, openDoor, PASSWORD } from "./setup.ts";

const SECOND_MS = 1_000;
const env = { TRUSTED_PROXIES: "127.0.0.1", LIMITS_EXEMPT: "" };

async function withInstances(run: (a: Door, b: Door, stopA: () => Promise<void>) => Promise<void>): Promise<void> {
  await withEmptySchema("built_in_games", async ({ url: databaseUrl }) => {
    const clock = createTestClock();
    await using serverA = await startTestServer({ clock, databaseUrl, env });
    await using serverB = await startTestServer({ clock, databaseUrl, env });
    const a = openDoor(serverA, clock);
    const b = openDoor(serverB, clock);
    try {
      await run(a.door, b.door, serverA.close);
    } finally {
      a.close();
      b.close();
    }
  });
}

Deno.test({
  name: "instances on one PostgreSQL",
  ignore: !testEngines().includes("postgres"),
  fn: (t) =>
    withInstances(async (a, b, stopA) => {
      const enter = async (door: Door, username: string, more: { mac?: string; address?: string } = {}) => {
        const line = await door.connect(more.address);
        await line.enter({ username, password: PASSWORD, ...more });
        return line;
      };
      const withinASecond = async (line: Awaited<ReturnType<typeof enter>>, act: () => Promise<unknown>) => {
        const ended = line.isTurnedAway();
        await act();
        const startedMs = performance.now();
        expect(await ended).toBe(true);
        expect(performance.now() - startedMs).toBeLessThan(SECOND_MS);
      };

      await t.step("a login on B ends the line on A, and keeps the player's number", async () => {
        const older = await a.newPlayer("wanderer");
        const { playerId } = await older.enter({ username: "wanderer", password: PASSWORD });
        const newer = await b.connect();
        await withinASecond(older, async () => {
          expect((await newer.enter({ username: "wanderer", password: PASSWORD })).playerId).toBe(playerId);
        });
        expect(await newer.isAnswered()).toBe(true);
      });

      await t.step("a game password that ends on B ends its line on A", async () => {
        const body = { username: "by_secret", password: PASSWORD };
        const { json: { token: bearer } } = await b.call("POST", "/api/auth/register", { body });
        const path = "/api/account/games/slime/password";
        const { json: { password } } = await b.call("POST", path, { bearer });
        const line = await a.connect();
        await line.enter({ username: "by_secret", password });
        await withinASecond(line, async () => {
          expect((await b.call("DELETE", path, { bearer })).status).toBe(204);
        });
        expect(await (await a.connect()).login({ username: "by_secret", password })).toBe(3);
      });

      await t.step("bans of account, address and MAC on B end lines on A", async () => {
        await a.newPlayer("hunted_one");
        await a.newPlayer("hunted_two");
        await a.newPlayer("hunted_three");
        const id = await b.accountId("hunted_one");
        await withinASecond(
          await enter(a, "hunted_one"),
          () => b.admin("POST", `/accounts/${id}/suspensions`, { reason: "cheating" }),
        );
        await withinASecond(
          await enter(a, "hunted_two", { address: "203.0.113.20" }),
          () => b.admin("POST", "/bans", { kind: "ip", value: "203.0.113.20", reason: "a bad address" }),
        );
        await withinASecond(
          await enter(a, "hunted_three", { mac: "00-11-22-33-44-55" }),
          () => b.admin("POST", "/bans", { kind: "mac", value: "001122334455", reason: "a bad device" }),
        );
      });

      await t.step("attempts count over both", async () => {
        const address = a.newAddress();
        for (const door of [a, b, a, b, a]) {
          using line = await door.connect(address);
          expect(await line.login({ username: "nobody", password: PASSWORD })).toBe(2);
        }
        const line = await b.connect(address);
        expect(await line.login({ username: "nobody", password: PASSWORD })).toBe(7);
      });

      await t.step("when A stops, its players get SERVER_CLOSE, and B knows that they are gone", async () => {
        await a.newPlayer("stopped");
        const line = await enter(a, "stopped");
        const stopped = stopA();
        expect(await line.isTurnedAway()).toBe(true);
        // The other lines' clients do not close their ends, so that the stop ends them.
        a.clock.advance(10_000);
        await stopped;
        expect((await b.account("stopped")).sessions).toMatchObject([{ endReason: "shutdown" }]);
      });
    }),
});
