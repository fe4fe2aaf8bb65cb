/** The way from a server to its PostgreSQL, as TCP that a test can cut: all of it, or the one connection that listens. */

export interface DatabaseWay extends Disposable {
  /** The database's URL by this way. */
  readonly url: string;
  /** Ends every connection, and each new one. */
  cut(): void;
  /** Lets nothing through any more, as when the machine behind has died: each connection of this time stays silent. */
  silence(): void;
  /** Ends the connection that hears of other instances' changes, and each new one as soon as it listens. */
  deafen(): void;
  restore(): void;
}

interface Connection {
  readonly near: Deno.TcpConn;
  readonly far: Deno.TcpConn;
  listens: boolean;
  isSilent: boolean;
}

export function openDatabaseWay(databaseUrl: string): DatabaseWay {
  const { hostname, port } = new URL(databaseUrl);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections = new Set<Connection>();
  let state: "open" | "deaf" | "silent" | "cut" = "open";

  const isEnded = ({ listens }: Connection) => state === "cut" || (state === "deaf" && listens);
  const end = (connection: Connection) => {
    if (!connections.delete(connection)) return;
    connection.near.close();
    connection.far.close();
  };
  const endAll = () => [...connections].filter(isEnded).forEach(end);

  const forward = async (connection: Connection, from: Deno.TcpConn, to: Deno.TcpConn) => {
    const buffer = new Uint8Array(16_384);
    try {
      for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
        const bytes = buffer.subarray(0, count);
        connection.listens ||= from === connection.near && asText(bytes).includes("listen gatehouse");
        if (isEnded(connection)) break;
        if (connection.isSilent) continue;
        for (let start = 0; start < count;) start += await to.write(bytes.subarray(start));
      }
    } catch {
      // It was ended, by the test or by one of its ends.
    }
    end(connection);
  };
  const accept = async () => {
    for await (const near of listener) {
      const far = await Deno.connect({ hostname, port: Number(port) });
      const connection = { near, far, listens: false, isSilent: state === "silent" };
      connections.add(connection);
      if (isEnded(connection)) end(connection);
      forward(connection, near, far);
      forward(connection, far, near);
    }
  };
  accept();

  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(listener.addr.port);
  const become = (next: typeof state) => {
    state = next;
    endAll();
  };
  return {
    url: url.href,
    cut: () => become("cut"),
    silence() {
      state = "silent";
      for (const connection of connections) connection.isSilent = true;
    },
    deafen: () => become("deaf"),
    restore: () => become("open"),
    [Symbol.dispose]() {
      listener.close();
      become("cut");
    },
  };
}

function asText(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
