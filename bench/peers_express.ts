/** What a verified call costs beside a peer's, in one run: Express with jsonwebtoken on Node, where that is at home. */
import { register } from "./support/account.ts";
import { startChild } from "./support/child.ts";
import { loadHttp } from "./support/http_load.ts";
import { describeTurns, inTurns } from "./support/in_turns.ts";
import { withPeer } from "./support/peers.ts";
import { processSeconds } from "./support/process_time.ts";

export const name = "peers: verify beside Express and jsonwebtoken";
/** It fetches them from npm. */
export const isOnlyByName = true;

const PROGRAM = { script: "express_jwt.mjs", packages: ["express@5.3.0", "jsonwebtoken@9.0.3"] };
const REQUESTS = 15_000;
const CONNECTIONS = 16;

export async function run(): Promise<void> {
  const gatehouse = startChild("programs/gatehouse.ts");
  try {
    const port = Number(await gatehouse.line());
    const ours = { pid: gatehouse.pid, port, token: await register(port, "bench") };
    await withPeer(PROGRAM, async (start) => {
      for (const SECRET_AS of ["text", "key"]) {
        const peer = await start({ SECRET_AS });
        const turns = await inTurns({
          ours: () => microsecondsOf(ours),
          peers: () => microsecondsOf(peer),
        });
        console.log(`  its secret a ${SECRET_AS}: ${describeTurns(turns, "us")} (aim 5)`);
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

async function microsecondsOf({ pid, port, token }: Server): Promise<number> {
  const before = await processSeconds(pid);
  await loadHttp({
    hostname: "127.0.0.1",
    port,
    connections: CONNECTIONS,
    requests: REQUESTS,
    path: "/api/auth/verify",
    headers: { authorization: `Bearer ${token}` },
  });
  return (await processSeconds(pid) - before) / REQUESTS * 1e6;
}
