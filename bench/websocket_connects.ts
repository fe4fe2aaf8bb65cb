/** What a player's coming and going costs: connect, sign in, close, beside a bare `ws` that answers one message. */
import { register } from "./support/account.ts";
import { type Child, startChild } from "./support/child.ts";
import { median } from "./support/http_load.ts";

export const name = "WebSocket: processor time of connect, auth and close, beside bare ws";

const ROUNDS = 5;
const SOCKETS = 1_000;

export async function run(): Promise<void> {
  const bare = startChild("programs/bare_ws.ts");
  const gatehouse = startChild("programs/gatehouse.ts");
  try {
    const barePort = await bare.line();
    const port = await gatehouse.line();
    const token = await register(Number(port), "bench");
    const measure = async (child: Child, PORT: string) => {
      const before = (await child.report()).cpuSeconds;
      const client = startChild("programs/connecting_sockets.ts", { PORT, COUNT: String(SOCKETS), TOKEN: token });
      await client.line();
      const used = (await child.report()).cpuSeconds - before;
      await client.end();
      return used / SOCKETS * 1e6;
    };
    await measure(bare, barePort); // compiled before it counts
    await measure(gatehouse, port);
    const rounds: { bareUs: number; ownUs: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({ bareUs: await measure(bare, barePort), ownUs: await measure(gatehouse, port) });
    }
    const [bareUs, ownUs] = [median(rounds.map((round) => round.bareUs)), median(rounds.map((round) => round.ownUs))];
    const ratio = median(rounds.map((round) => round.ownUs / round.bareUs));
    console.log(`  ${ownUs.toFixed(0)} us here, ${bareUs.toFixed(0)} us bare: ${ratio.toFixed(2)} of it (aim 450 us)`);
  } finally {
    await bare.end();
    await gatehouse.end();
  }
}
