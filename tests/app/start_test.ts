/** A start that fails leaves nothing behind: no timer, no port, no lock, nothing that keeps the process alive. */
import { expect } from "expect";
import { gameWith } from "../modules/setup.ts";
import { run } from "../process/program.ts";
import { withFolder } from "../process/server.ts";
import { createTestClock } from "../support/test_clock.ts";
import { startTestServer } from "../support/test_server.ts";

const HOUR_MS = 60 * 60_000;

const patient = gameWith((context) => void context.clock.after(HOUR_MS, () => {}), { id: "patient" });
const broken = gameWith(() => {
  throw new Error("no dice");
}, { id: "broken" });

Deno.test("where one module set a timer and another threw, no timer is left", async () => {
  const clock = createTestClock();
  await expect(startTestServer({ games: [patient, broken], clock })).rejects.toThrow(
    'Could not start the game "broken" (built in): no dice',
  );
  expect(clock.pending()).toBe(0);
});

Deno.test("where a port is taken, no timer and no other port is left", async () => {
  const clock = createTestClock();
  await using first = await startTestServer();
  const taken = { env: { REALM_PORT: String(first.ports["realm"]) }, games: [patient], clock };
  await expect(startTestServer(taken)).rejects.toThrow("Could not open the wildstar_auth door");
  expect(clock.pending()).toBe(0);
});

Deno.test("a server that was stopped leaves no timer either", async () => {
  const clock = createTestClock();
  const server = await startTestServer({ games: [patient], clock });
  expect(clock.pending()).toBeGreaterThan(0);
  await server.close();
  expect(clock.pending()).toBe(0);
});

Deno.test("the process of a failed start ends by itself, and the data directory is free again", () =>
  withFolder(async (folder) => {
    for (const _ of [1, 2]) {
      const { code, stdout, stderr } = await run("tests/app/failed_start.ts", folder, { DATA_DIR: `${folder}/data` })
        .ended;
      expect([code, stdout, stderr]).toEqual([0, 'Could not start the game "broken" (built in): no dice\n', ""]);
    }
  }));

Deno.test("doors that are required of a game without any end the start, as nothing would guard them", async () => {
  const config = { accounts: { doors: { slyme: "required" } } };
  await expect(startTestServer({ config })).rejects.toThrow(
    'accounts.doors.slyme is "required", but there is no such game with doors of its own, allowed: slime, wildstar',
  );
});
