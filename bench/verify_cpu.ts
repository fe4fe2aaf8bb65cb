/** What a verified call costs: the processor time of `verify` on the real server beside a bare `Deno.serve`. */
import { register } from "./support/account.ts";
import { type Child, startChild } from "./support/child.ts";
import { loadHttp, median } from "./support/http_load.ts";

export const name = "verify: processor time beside bare Deno.serve";

const ROUNDS = 7;
const REQUESTS = 15_000;
const CONNECTIONS = 16;

export async function run(): Promise<void> {
  const bare = startChild("programs/bare_serve.ts");
  const gatehouse = startChild("programs/gatehouse.ts");
  try {
    const barePort = Number(await bare.line());
    const port = Number(await gatehouse.line());
    const headers = { authorization: `Bearer ${await register(port, "bench")}` };
    const measure = async (child: Child, at: number) => {
      const before = (await child.report()).cpuSeconds;
      await loadHttp({
        hostname: "127.0.0.1",
        port: at,
        connections: CONNECTIONS,
        requests: REQUESTS,
        path: "/api/auth/verify",
        headers,
      });
      return ((await child.report()).cpuSeconds - before) / REQUESTS * 1e6;
    };
    await measure(bare, barePort); // compiled before it counts
    await measure(gatehouse, port);
    const rounds: { bareUs: number; ownUs: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({ bareUs: await measure(bare, barePort), ownUs: await measure(gatehouse, port) });
    }
    const ratio = median(rounds.map(({ bareUs, ownUs }) => bareUs / ownUs));
    const bareUs = median(rounds.map((round) => round.bareUs));
    const ownUs = median(rounds.map((round) => round.ownUs));
    console.log(
      `  ${ratio.toFixed(2)} of bare Deno.serve (${bareUs.toFixed(0)} us bare, ${ownUs.toFixed(0)} us here; aim 0.5)`,
    );
  } finally {
    await bare.end();
    await gatehouse.end();
  }
}
