/** What an idle player costs at the Slime door: memory of the server for each of 5,000 more logged-in lines. */
import { startChild } from "./support/child.ts";
import { describeEach, memoryOfEach, restingMemory } from "./support/resting_memory.ts";

export const name = "Slime: memory of idle logged-in lines";

const LINES = 5_000;
const CLIENTS = 2;
/** Are there before it counts, and stay: what code, caches and logins at once need is no idle line's. */
const FIRST = 1_500;

export async function run(): Promise<void> {
  // On the disk: in memory, the accounts and their sessions would count.
  const folder = await Deno.makeTempDir({ prefix: "bench_" });
  const server = startChild("programs/slime_door.ts", { DATA_DIR: folder });
  const clients: ReturnType<typeof startChild>[] = [];
  try {
    const port = await server.line();
    const keep = (count: number, prefix: string) =>
      startChild("programs/idle_slime_lines.ts", { PORT: port, COUNT: String(count), PREFIX: prefix });
    clients.push(keep(FIRST, "first"));
    await clients[0]?.line();
    const before = await restingMemory(server);
    const more = Array.from({ length: CLIENTS }, (_, client) => keep(LINES / CLIENTS, `client_${client}`));
    clients.push(...more);
    for (const client of more) await client.line();
    const each = memoryOfEach(before, await restingMemory(server), LINES);
    console.log(`  ${describeEach(each)}, for each of ${LINES} beside ${FIRST} (aim 12)`);
  } finally {
    for (const client of clients) await client.end();
    await server.end();
    await Deno.remove(folder, { recursive: true });
  }
}
