/** What a player's coming and going costs beside Colyseus, in one run: connect, sign in or join, close. */
import { register } from "./support/account.ts";
import { startChild } from "./support/child.ts";
import { COLYSEUS } from "./support/colyseus.ts";
import { describeTurns, inTurns } from "./support/in_turns.ts";
import { withPeer } from "./support/peers.ts";
import { processSeconds } from "./support/process_time.ts";

export const name = "peers: a WebSocket's connect, join and close beside Colyseus";
/** It fetches it from npm. */
export const isOnlyByName = true;

const SOCKETS = 1_000;

export async function run(): Promise<void> {
  const gatehouse = startChild("programs/gatehouse.ts");
  try {
    const port = Number(await gatehouse.line());
    const ours = { pid: gatehouse.pid, port, token: await register(port, "bench") };
    await withPeer(COLYSEUS, async (start) => {
      for (const SECRET_AS of ["text", "key"]) {
        const peer = await start({ SECRET_AS });
        const turns = await inTurns({
          ours: () => microsecondsOf(ours, "gatehouse"),
          peers: () => microsecondsOf(peer, "colyseus"),
        });
        console.log(`  its secret a ${SECRET_AS}: ${describeTurns(turns, "us")}`);
      }
    });
  } finally {
    await gatehouse.end();
  }
}

interface Server {
  readonly pid: number;
  readonly port: number;
  readonly token: string;
}

async function microsecondsOf({ pid, port, token }: Server, DOOR: string): Promise<number> {
  const before = await processSeconds(pid);
  const client = startChild("programs/connecting_sockets.ts", {
    DOOR,
    PORT: String(port),
    TOKEN: token,
    COUNT: String(SOCKETS),
  });
  try {
    await client.line();
    return (await processSeconds(pid) - before) / SOCKETS * 1e6;
  } finally {
    await client.end();
  }
}
