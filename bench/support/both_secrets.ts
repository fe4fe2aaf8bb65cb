/** This server beside a peer whose tokens a secret signs: as a text, which most write, and as a key, which it reads faster. */
import { register } from "./account.ts";
import { startChild } from "./child.ts";
import { describeTurns, inTurns } from "./in_turns.ts";
import { type PeerProgram, withPeer } from "./peers.ts";
import { processSeconds } from "./process_time.ts";

export interface Measured {
  readonly isPeer: boolean;
  readonly port: number;
  readonly token: string;
}

interface Operations {
  readonly count: number;
  /** Does all of them. What the server spends until it returns is what they cost. */
  run(server: Measured): Promise<void>;
  /** How many times ours the peer's was to be. */
  readonly aim?: number;
}

/** Prints what one operation costs here and there, for each secret. */
export async function besideBothSecrets(program: PeerProgram, { count, run, aim }: Operations): Promise<void> {
  const microsecondsOf = async ({ pid, ...server }: Measured & { readonly pid: number }) => {
    const before = await processSeconds(pid);
    await run(server);
    return (await processSeconds(pid) - before) / count * 1e6;
  };
  const gatehouse = startChild("programs/gatehouse.ts");
  try {
    const port = Number(await gatehouse.line());
    const ours = { isPeer: false, pid: gatehouse.pid, port, token: await register(port, "bench") };
    await withPeer(program, async (start) => {
      for (const SECRET_AS of ["text", "key"]) {
        const peer = { isPeer: true, ...await start({ SECRET_AS }) };
        const turns = await inTurns({ ours: () => microsecondsOf(ours), peers: () => microsecondsOf(peer) });
        console.log(
          `  its secret a ${SECRET_AS}: ${describeTurns(turns, "us")}${aim === undefined ? "" : ` (aim ${aim})`}`,
        );
      }
    });
  } finally {
    await gatehouse.end();
  }
}
