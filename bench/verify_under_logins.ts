/** Whether logins hold up everybody else: `verify` while the login queue is kept full, against a quiet server. */
import { logIn, register } from "./support/account.ts";
import { startChild } from "./support/child.ts";
import { loadHttp, percentile } from "./support/http_load.ts";

export const name = "verify while the login queue is kept full, against idle";

const REQUESTS = 4_000;
const CONNECTIONS = 2;
/** More than the threads and the queue hold together. */
const LOGINS_AT_ONCE = 100;

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
    const idle = percentile(await loadHttp(load), 0.99);

    let full = true;
    const statuses = new Map<number, number>();
    const logins = Array.from({ length: LOGINS_AT_ONCE }, async () => {
      while (full) {
        const status = await logIn(port, "bench");
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        // Who is told to come back does, as a client would: not at once.
        if (status === 503) await new Promise((resolve) => setTimeout(resolve, 250));
      }
    });
    while (!statuses.has(503)) await new Promise((resolve) => setTimeout(resolve, 50));
    await server.report();
    const busy = percentile(await loadHttp(load), 0.99);
    const { delayP99Ms, delayLongestMs } = await server.report();
    full = false;
    await Promise.all(logins);
    console.log(
      `  p99 ${(busy / idle).toFixed(1)} times that of idle (${idle.toFixed(2)} ms idle, ${
        busy.toFixed(2)
      } ms full; aim 5)`,
    );
    console.log(
      `  loop delay meanwhile: p99 ${delayP99Ms.toFixed(1)} ms, longest ${
        delayLongestMs.toFixed(1)
      } ms (aim 10 at p99)`,
    );
  } finally {
    await server.end();
  }
}
