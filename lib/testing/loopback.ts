/** A server of `node:http` on a free port of loopback. */
import type { Server } from "node:http";

interface LoopbackServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Ends the lines that are open, too. */
  close(): Promise<void>;
}

export async function listen(server: Server): Promise<LoopbackServer> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Could not listen on loopback");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}
