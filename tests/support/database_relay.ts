/** A way to a database that can be cut in the middle of anything: TCP between the server and its PostgreSQL. */

export type Cut =
  /** Before the database gets what the server sends. */
  | "request"
  /** Before the server gets what the database answers: what was asked for is done, and nobody knows. */
  | "answer";

export interface DatabaseRelay {
  /** The URL of the database, through the relay. */
  readonly url: string;
  /** From now on the server's `count`th message to the database is the last: then every connection is cut. */
  cutAfter(count: number, cut: Cut): void;
  /** Cuts every connection now, and refuses new ones. */
  cut(): void;
  /** Lets new connections through. @returns whether it had been cut */
  restore(): boolean;
  close(): void;
}

interface Pair {
  readonly server: Deno.TcpConn;
  readonly database: Deno.TcpConn;
}

export function openDatabaseRelay(databaseUrl: string): DatabaseRelay {
  const target = new URL(databaseUrl);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const pairs = new Set<Pair>();
  let isCut = false;
  let armed: { left: number; cut: Cut } | null = null;

  const close = (pair: Pair) => {
    if (!pairs.delete(pair)) return;
    pair.server.close();
    pair.database.close();
  };
  const cutAll = () => {
    isCut = true;
    armed = null;
    pairs.forEach(close);
  };
  /** Whether the bytes may go on. */
  const allow = (from: "server" | "database"): boolean => {
    if (armed === null) return true;
    if (from === "server") armed.left -= 1;
    const isLast = armed.left < 0 && (from === "server") === (armed.cut === "request");
    if (isLast) cutAll();
    return !isLast;
  };
  const pump = async (pair: Pair, from: "server" | "database") => {
    const to = pair[from === "server" ? "database" : "server"];
    const buffer = new Uint8Array(64 * 1024);
    try {
      while (true) {
        const count = await pair[from].read(buffer);
        if (count === null || !allow(from)) break;
        for (let start = 0; start < count;) start += await to.write(buffer.subarray(start, count));
      }
    } catch {
      // Cut on one side or the other.
    }
    close(pair);
  };
  const accept = async () => {
    for await (const server of listener) {
      if (isCut) {
        server.close();
        continue;
      }
      const database = await Deno.connect({ hostname: target.hostname, port: Number(target.port || 5432) });
      server.setNoDelay(true);
      database.setNoDelay(true);
      const pair = { server, database };
      pairs.add(pair);
      void pump(pair, "server");
      void pump(pair, "database");
    }
  };
  void accept();

  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(listener.addr.port);
  return {
    url: url.href,
    cutAfter(count, cut) {
      armed = { left: count, cut };
    },
    cut: cutAll,
    restore() {
      const wasCut = isCut;
      isCut = false;
      armed = null;
      return wasCut;
    },
    close() {
      listener.close();
      cutAll();
    },
  };
}
