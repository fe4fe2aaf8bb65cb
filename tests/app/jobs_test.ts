/** The jobs of the core and of the modules are seen in `/metrics`, the failing ones too. */
import { expect } from "expect";
import { gameWith } from "../modules/setup.ts";
import { createTestClock, type TestClock } from "../support/test_clock.ts";
import { startTestServer, type TestServer } from "../support/test_server.ts";

const MINUTE_MS = 60_000;

/** Lets minute after minute pass until the metrics have the line. @returns its number */
async function metricOf({ url }: TestServer, clock: TestClock, name: string): Promise<number> {
  while (true) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const line = text.split("\n").find((candidate) => candidate.startsWith(name));
    if (line !== undefined) return Number(line.slice(name.length));
    clock.advance(MINUTE_MS);
  }
}

const runsOf = (owner: string, job: string, result: string) =>
  `gatehouse_job_runs_total{owner="${owner}",job="${job}",result="${result}"}`;

Deno.test("a clean-up that fails is seen in the metrics, beside one that does not", async () => {
  const clock = createTestClock();
  await using server = await startTestServer({ clock });
  await server.database.write.schema.dropTable("seen_tickets").execute();
  expect(await metricOf(server, clock, runsOf("core", "seen_tickets", "failed"))).toBeGreaterThan(0);
  expect(await metricOf(server, clock, runsOf("core", "tickets", "succeeded"))).toBeGreaterThan(0);
});

Deno.test("a module's job is counted among the jobs, and among the module's work", async () => {
  const clock = createTestClock();
  const sweep = () => Promise.reject(new Error("no broom"));
  const game = gameWith((context) => context.registerJob("sweep", MINUTE_MS, sweep));
  await using server = await startTestServer({ games: [game], clock });
  expect(await metricOf(server, clock, runsOf("my_game", "sweep", "failed"))).toBeGreaterThan(0);
  const failures = 'gatehouse_module_failures_total{module="my_game",work="job"}';
  expect(await metricOf(server, clock, failures)).toBeGreaterThan(0);
});
