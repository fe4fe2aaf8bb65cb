/** What an idle player costs: memory of the server for each of 8,000 more authenticated WebSockets. */
import { register } from "./support/account.ts";
import { startChild } from "./support/child.ts";
import { FIRST, MANY_SOCKETS, memoryOfIdleSockets, SOCKETS } from "./support/idle_sockets.ts";
import { describeEach } from "./support/resting_memory.ts";

export const name = "memory of idle authenticated WebSockets";

export async function run(): Promise<void> {
  const server = startChild("programs/gatehouse.ts", MANY_SOCKETS);
  try {
    const port = await server.line();
    const each = await memoryOfIdleSockets(server, {
      PORT: port,
      TOKEN: await register(Number(port), "bench"),
    });
    console.log(`  ${describeEach(each)}, for each of ${SOCKETS} beside ${FIRST} (aim 16)`);
  } finally {
    await server.end();
  }
}
