/** What an idle player costs: memory of the server for each of 5,000 authenticated WebSockets. */
import { register } from "./support/account.ts";
import { startChild } from "./support/child.ts";

export const name = "memory of idle authenticated WebSockets";

const SOCKETS = 5_000;
const CLIENTS = 2;

export async function run(): Promise<void> {
  const server = startChild("programs/gatehouse.ts");
  const clients: ReturnType<typeof startChild>[] = [];
  try {
    const port = await server.line();
    const token = await register(Number(port), "bench");
    const before = (await server.report()).residentBytes;
    for (let client = 0; client < CLIENTS; client++) {
      clients.push(
        startChild("programs/idle_sockets.ts", { PORT: port, COUNT: String(SOCKETS / CLIENTS), TOKEN: token }),
      );
    }
    for (const client of clients) await client.line();
    await new Promise((resolve) => setTimeout(resolve, 3_000)); // until what the handshakes needed is given back
    const kib = ((await server.report()).residentBytes - before) / SOCKETS / 1_024;
    console.log(`  ${kib.toFixed(1)} KiB for each of ${SOCKETS} (aim 16)`);
  } finally {
    for (const client of clients) await client.end();
    await server.end();
  }
}
