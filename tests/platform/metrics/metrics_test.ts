import { expect } from "expect";
import { createMetrics } from "../../../lib/platform/metrics/metrics.ts";
import { sumMetrics } from "../../../lib/platform/metrics/sum.ts";
import { linesOf, QUIET } from "./setup.ts";

Deno.test("logins are counted by door and result", async () => {
  const metrics = createMetrics();
  metrics.loginAttempt("http", "succeeded");
  metrics.loginAttempt("http", "succeeded");
  metrics.loginAttempt("http", "failed");
  metrics.loginAttempt("slime", "refused");
  const expected = [
    'gatehouse_logins_total{door="http",result="succeeded"} 2',
    'gatehouse_logins_total{door="http",result="failed"} 1',
    'gatehouse_logins_total{door="slime",result="refused"} 1',
  ];
  expect(await linesOf("gatehouse_logins_total", metrics)).toEqual(expected);
  expect(await linesOf("gatehouse_logins_total", metrics)).toEqual(expected);
});

Deno.test("login and character tokens are counted by what happened to them", async () => {
  const metrics = createMetrics();
  metrics.gameToken("login", "issued");
  metrics.gameToken("character", "revoked", 3);
  expect(await linesOf("gatehouse_game_tokens_total", metrics)).toEqual([
    'gatehouse_game_tokens_total{kind="login",event="issued"} 1',
    'gatehouse_game_tokens_total{kind="character",event="revoked"} 3',
  ]);
});

Deno.test("hashes are told in seconds, each of them once", async () => {
  const metrics = createMetrics();
  metrics.hashJob({ queuedMs: 40, ranMs: 300 });
  await metrics.read(QUIET);
  metrics.hashJob({ queuedMs: 2_000, ranMs: 300 });
  const lines = await linesOf("gatehouse_hash_", metrics, { hashQueue: { depth: () => 5, running: () => 2 } });
  expect(lines).toContain('gatehouse_hash_wait_seconds_bucket{le="0.05"} 1');
  expect(lines).toContain('gatehouse_hash_wait_seconds_bucket{le="2.5"} 2');
  expect(lines).toContain("gatehouse_hash_wait_seconds_sum 2.04");
  expect(lines).toContain("gatehouse_hash_run_seconds_count 2");
  expect(lines).toContain("gatehouse_hash_queue_waiting 5");
  expect(lines).toContain("gatehouse_hash_queue_running 2");
});

Deno.test("without a reader only so many hashes are remembered", async () => {
  const metrics = createMetrics();
  for (let count = 0; count < 10_001; count++) metrics.hashJob({ queuedMs: 1, ranMs: 1 });
  expect(await linesOf("gatehouse_hash_run_seconds_count", metrics)).toEqual([
    "gatehouse_hash_run_seconds_count 10000",
  ]);
});

Deno.test("a door tells what is open and what has passed", async () => {
  const slime = {
    door: "slime",
    open: 3,
    accepted: 10,
    refused: { address: 2, banned: 1 },
    failed: 4,
    received: 50,
    receivedBytes: 600,
    sentBytes: 700,
  };
  const metrics = createMetrics();
  await metrics.read({ ...QUIET, doors: () => [{ ...slime, open: 9 }, { ...slime, door: "wildstar_sts" }] });
  const { text } = await metrics.read({ ...QUIET, doors: () => [slime] });
  expect(text.split("\n").filter((line) => line.includes("door="))).toEqual([
    'gatehouse_lines{door="slime"} 3',
    'gatehouse_lines_refused_total{door="slime",reason="address"} 2',
    'gatehouse_lines_refused_total{door="slime",reason="banned"} 1',
    'gatehouse_lines_accepted_total{door="slime"} 10',
    'gatehouse_lines_failed_total{door="slime"} 4',
    'gatehouse_frames_received_total{door="slime"} 50',
    'gatehouse_received_bytes_total{door="slime"} 600',
    'gatehouse_sent_bytes_total{door="slime"} 700',
  ]);
});

Deno.test("a module tells its calls, its failures and its time", async () => {
  const reading = { module: "my_game", work: "create", calls: 7, failures: 2, timeouts: 1, totalMs: 1_500 };
  expect(await linesOf("gatehouse_module_", createMetrics(), { modules: () => [reading] })).toEqual([
    'gatehouse_module_calls_total{module="my_game",work="create"} 7',
    'gatehouse_module_failures_total{module="my_game",work="create"} 2',
    'gatehouse_module_timeouts_total{module="my_game",work="create"} 1',
    'gatehouse_module_seconds_total{module="my_game",work="create"} 1.5',
  ]);
});

Deno.test("seats that nobody sits in any more are gone", async () => {
  const metrics = createMetrics();
  const seats = (sitting: [string, number][]) => linesOf("gatehouse_seats", metrics, { seats: () => new Map(sitting) });
  expect(await seats([["slime", 2], ["wildstar", 1]])).toEqual([
    'gatehouse_seats{game="slime"} 2',
    'gatehouse_seats{game="wildstar"} 1',
  ]);
  expect(await seats([["slime", 1]])).toEqual(['gatehouse_seats{game="slime"} 1']);
});

Deno.test("the database's pool is told by state", async () => {
  const lines = await linesOf("gatehouse_database_", createMetrics(), {
    pool: () => ({ total: 16, idle: 10, waiting: 4 }),
  });
  expect(lines).toEqual([
    'gatehouse_database_connections{state="idle"} 10',
    'gatehouse_database_connections{state="busy"} 6',
    "gatehouse_database_waiting 4",
  ]);
});

Deno.test("sessions are left out while the database cannot tell, and the rest is told", async () => {
  const metrics = createMetrics();
  expect(await linesOf("gatehouse_sessions", metrics, { sessions: () => Promise.resolve(12) })).toEqual([
    "gatehouse_sessions 12",
  ]);
  const sources = { sessions: () => Promise.resolve(null), hearing: () => false };
  expect(await linesOf("gatehouse_sessions", metrics, sources)).toEqual([]);
  expect(await linesOf("gatehouse_hears", metrics, sources)).toEqual(["gatehouse_hears_other_instances 0"]);
});

Deno.test("two who read at once get the same text", async () => {
  const metrics = createMetrics();
  metrics.hashJob({ queuedMs: 1, ranMs: 1 });
  const [first, second] = await Promise.all([metrics.read(QUIET), metrics.read(QUIET)]);
  expect(first).toBe(second);
});

Deno.test("the metrics of several processes are those of one: sums, what is the same for all, and the worst", async () => {
  const readings = await Promise.all([1, 2].map(async (times) => {
    const metrics = createMetrics();
    for (let time = 0; time < times; time++) metrics.loginAttempt("http", "failed");
    metrics.hashJob({ queuedMs: 5, ranMs: 300 });
    return await metrics.readParts({
      ...QUIET,
      sessions: () => Promise.resolve(7),
      hearing: () => times === 1,
      process: () => ({ ...QUIET.process(), residentBytes: 100, loopDelayMs: times * 1_000 }),
    });
  }));
  const { contentType, text } = await sumMetrics(JSON.parse(JSON.stringify(readings)));
  expect(contentType).toBe("text/plain; version=0.0.4; charset=utf-8");
  for (
    const line of [
      'gatehouse_logins_total{door="http",result="failed"} 3',
      "gatehouse_hash_run_seconds_count 2",
      'gatehouse_hash_run_seconds_bucket{le="0.5"} 2',
      "gatehouse_sessions 7",
      "gatehouse_hears_other_instances 0",
      "gatehouse_resident_memory_bytes 200",
      "gatehouse_event_loop_delay_seconds 2",
      'gatehouse_build_info{version="1.2.3"} 1',
      "gatehouse_processes 2",
    ]
  ) expect(text.split("\n")).toContain(line);
});
