/** What an idle player costs: memory of the server for each of 8,000 more authenticated WebSockets. */
import { register } from "./support/account.ts";
import { startChild } from "./support/child.ts";
import { describeEach, restingMemory } from "./support/resting_memory.ts";

export const name = "memory of idle authenticated WebSockets";

const SOCKETS = 8_000;
const CLIENTS = 2;
/** Are there before it counts, and stay: what code, caches and handshakes at once need is no idle socket's. */
const FIRST = 2_000;

export async function run(): Promise<void> {
  const server = startChild("programs/gatehouse.ts", {
    WEBSOCKET_CONNECTIONS_MAX: "20000",
    HTTP_CONNECTIONS_MAX: "20000",
  });
  const clients: ReturnType<typeof startChild>[] = [];
  try {
    const port = await server.line();
    const token = await register(Number(port), "bench");
    const keep = (count: number) =>
      startChild("programs/idle_sockets.ts", { PORT: port, COUNT: String(count), TOKEN: token });
    clients.push(keep(FIRST));
    await clients[0]?.line();
    const before = await restingMemory(server);
    const more = Array.from({ length: CLIENTS }, () => keep(SOCKETS / CLIENTS));
    clients.push(...more);
    for (const client of more) await client.line();
    console.log(`  ${describeEach(before, await restingMemory(server), SOCKETS)} beside ${FIRST} (aim 16)`);
  } finally {
    for (const client of clients) await client.end();
    await server.end();
  }
}
