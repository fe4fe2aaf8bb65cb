/** Memory of a server for each of 8,000 more idle WebSockets that are signed in. */
import { type Child, startChild } from "./child.ts";
import { memoryOfEach, type RestingMemory, restingMemory } from "./resting_memory.ts";

export const SOCKETS = 8_000;
const CLIENTS = 2;
/** Are there before it counts, and stay: what code, caches and handshakes at once need is no idle socket's. */
export const FIRST = 2_000;
/** What this server must be told to let them in. */
export const MANY_SOCKETS = { WEBSOCKET_CONNECTIONS_MAX: "20000", HTTP_CONNECTIONS_MAX: "20000" };

/** @param env where the players come in, as `idle_sockets.ts` has it */
export async function memoryOfIdleSockets(
  server: Child<RestingMemory>,
  env: Record<string, string>,
): Promise<RestingMemory> {
  const clients: Child[] = [];
  const keep = async (...counts: readonly number[]) => {
    const more = counts.map((count) => startChild("programs/idle_sockets.ts", { ...env, COUNT: String(count) }));
    clients.push(...more);
    for (const client of more) await client.line();
  };
  try {
    await keep(FIRST);
    const before = await restingMemory(server);
    await keep(...Array.from({ length: CLIENTS }, () => SOCKETS / CLIENTS));
    return memoryOfEach(before, await restingMemory(server), SOCKETS);
  } finally {
    for (const client of clients) await client.end();
  }
}
