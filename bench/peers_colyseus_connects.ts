/** What a player's coming and going costs beside Colyseus, in one run: connect, sign in or join, close. */
import { besideBothSecrets, type Measured } from "./support/both_secrets.ts";
import { startChild } from "./support/child.ts";
import { COLYSEUS } from "./support/colyseus.ts";

export const name = "peers: a WebSocket's connect, join and close beside Colyseus";
/** It fetches it from npm. */
export const isOnlyByName = true;

const SOCKETS = 1_000;

export async function run(): Promise<void> {
  await besideBothSecrets(COLYSEUS, { count: SOCKETS, run: connectAll });
}

async function connectAll({ isPeer, port, token }: Measured): Promise<void> {
  const client = startChild("programs/connecting_sockets.ts", {
    DOOR: isPeer ? "colyseus" : "gatehouse",
    PORT: String(port),
    TOKEN: token,
    COUNT: String(SOCKETS),
  });
  try {
    await client.line();
  } finally {
    await client.end();
  }
}
