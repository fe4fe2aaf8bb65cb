/** What an idle player costs at the Slime door: memory of the server for each of 5,000 logged-in lines. */
import { startChild } from "./support/child.ts";

export const name = "Slime: memory of idle logged-in lines";

const LINES = 5_000;
const CLIENTS = 2;
/** Players who came and left before it counts: what code, caches and logins at once need is no idle line's. */
const WARM_UP = 1_500;

export async function run(): Promise<void> {
  const server = startChild("programs/slime_door.ts", { DATA_DIR: "memory" });
  const clients: ReturnType<typeof startChild>[] = [];
  try {
    const port = await server.line();
    const keep = (count: number, prefix: string) =>
      startChild("programs/idle_slime_lines.ts", { PORT: port, COUNT: String(count), PREFIX: prefix });
    const first = keep(WARM_UP, "warm");
    await first.line();
    await first.end();
    await settle();
    const before = (await server.report()).residentBytes;
    for (let client = 0; client < CLIENTS; client++) clients.push(keep(LINES / CLIENTS, `client_${client}`));
    for (const client of clients) await client.line();
    await settle();
    const kib = ((await server.report()).residentBytes - before) / LINES / 1_024;
    console.log(`  ${kib.toFixed(1)} KiB for each of ${LINES}, their accounts and sessions in memory among it`);
  } finally {
    for (const client of clients) await client.end();
    await server.end();
  }
}

/** Until what the logins needed is given back. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 3_000));
}
