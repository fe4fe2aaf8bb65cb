/** A TCP proxy that can lose its network, for tests of what happens without the database. */

export interface CuttableProxy {
  readonly port: number;
  /** Ends every connection, and takes no new one until `mend`. */
  cut(): void;
  mend(): void;
  close(): void;
}

export function openCuttableProxy(target: { hostname: string; port: number }): CuttableProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const sockets = new Set<Deno.Conn>();
  let isCut = false;
  const drop = (socket: Deno.Conn) => {
    if (!sockets.delete(socket)) return;
    try {
      socket.close();
    } catch {
      // Its other end was faster.
    }
  };
  const forward = async (client: Deno.Conn) => {
    sockets.add(client);
    if (isCut) return drop(client);
    const server = await Deno.connect(target);
    sockets.add(server);
    await Promise.allSettled([
      client.readable.pipeTo(server.writable),
      server.readable.pipeTo(client.writable),
    ]);
    drop(client);
    drop(server);
  };
  const accepting = (async () => {
    for await (const client of listener) forward(client).catch(() => drop(client));
  })();
  accepting.catch(() => {});
  return {
    port: (listener.addr as Deno.NetAddr).port,
    cut() {
      isCut = true;
      [...sockets].forEach(drop);
    },
    mend() {
      isCut = false;
    },
    close() {
      isCut = true;
      [...sockets].forEach(drop);
      listener.close();
    },
  };
}
