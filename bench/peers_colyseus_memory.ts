/** What an idle player costs beside Colyseus, in one run: memory of the server for each of 8,000 more WebSockets. */
import { register } from "./support/account.ts";
import { startChild } from "./support/child.ts";
import { COLYSEUS } from "./support/colyseus.ts";
import { FIRST, MANY_SOCKETS, memoryOfIdleSockets, SOCKETS } from "./support/idle_sockets.ts";
import { describeTurns, inTurns } from "./support/in_turns.ts";
import { withPeer } from "./support/peers.ts";

export const name = "peers: idle WebSockets beside Colyseus";
/** It fetches it from npm. */
export const isOnlyByName = true;

const ROUNDS = 3;
const KIB = 1_024;

export async function run(): Promise<void> {
  await withPeer(COLYSEUS, async (start) => {
    const turns = await inTurns({
      rounds: ROUNDS,
      warmUpRounds: 0,
      ours: async () => {
        await using server = startChild("programs/gatehouse.ts", MANY_SOCKETS);
        const PORT = await server.line();
        return await memoryOfIdleSockets(server, { PORT, TOKEN: await register(Number(PORT), "bench") });
      },
      peers: async () => {
        await using server = await start({ SECRET_AS: "key" });
        return await memoryOfIdleSockets(server, {
          DOOR: "colyseus",
          PORT: String(server.port),
          TOKEN: server.token,
        });
      },
    });
    for (const [what, of] of [["resident", "residentBytes"], ["of V8's heap", "heapBytes"]] as const) {
      const each = turns.map(({ ours, peers }) => ({ ours: ours[of] / KIB, peers: peers[of] / KIB }));
      console.log(`  ${what}: ${describeTurns(each, "KiB", 1)}, for each of ${SOCKETS} beside ${FIRST}`);
    }
  });
}
