/** Whether logins hold up everybody else: `verify` while the login queue is kept full, against a quiet server. */
import { register } from "./support/account.ts";
import { startChild } from "./support/child.ts";
import { loadHttp, median, percentile } from "./support/http_load.ts";
import type { SelfReport } from "./support/self_report.ts";

export const name = "verify while the login queue is kept full, against idle";

const ROUNDS = 4;
const REQUESTS = 20_000;
const CONNECTIONS = 2;
/** More than the threads and the queue hold together. */
const LOGINS_AT_ONCE = 100;
const KINDS = [
  { who: "who is refused comes back as told", env: {} },
  { who: "within a quarter to three quarters of a second", env: { IMPATIENT: "1" } },
];

type Delay = Pick<SelfReport, "delayP99Ms" | "delayLongestMs">;

export async function run(): Promise<void> {
  const server = startChild("programs/gatehouse.ts");
  try {
    const port = Number(await server.line());
    const headers = { authorization: `Bearer ${await register(port, "bench")}` };
    const load = {
      hostname: "127.0.0.1",
      port,
      connections: CONNECTIONS,
      requests: REQUESTS,
      path: "/api/auth/verify",
      headers,
    };
    await loadHttp(load);
    const idleTimes: number[] = [];
    const storms = KINDS.map((kind) => ({ ...kind, times: [] as number[], delays: [] as Delay[] }));
    // In turns, as what else the machine does comes and goes.
    for (let round = 0; round < ROUNDS; round++) {
      idleTimes.push(...await loadHttp(load));
      for (const { env, times, delays } of storms) {
        // A process of its own: what measures must not wait for what it sends besides.
        const storm = startChild("programs/storming_logins.ts", {
          PORT: String(port),
          USERNAME: "bench",
          AT_ONCE: String(LOGINS_AT_ONCE),
          ...env,
        });
        await storm.line();
        await server.report();
        times.push(...await loadHttp(load));
        delays.push(await server.report());
        await storm.end();
      }
    }
    const idle = percentile(idleTimes, 0.99);
    for (const { who, times, delays } of storms) {
      const busy = percentile(times, 0.99);
      const delayP99Ms = median(delays.map((delay) => delay.delayP99Ms));
      const delayLongestMs = Math.max(...delays.map((delay) => delay.delayLongestMs));
      console.log(
        `  ${who}: p99 ${(busy / idle).toFixed(1)} times that of idle (${idle.toFixed(2)} ms idle, ${
          busy.toFixed(2)
        } ms full; aim 2)`,
      );
      console.log(
        `  loop delay meanwhile: p99 ${delayP99Ms.toFixed(1)} ms, longest ${
          delayLongestMs.toFixed(1)
        } ms (aim 10 at p99)`,
      );
    }
  } finally {
    await server.end();
  }
}
