/** A wire between a browser and a server that can be cut, and mended on the same port. */
interface CutLine {
  readonly url: string;
  /** Ends what runs and refuses what comes. */
  cut(): void;
  mend(): void;
  close(): void;
}

/** Forwards bytes of `127.0.0.1` to the server's port. */
export function openCutLine(serverPort: number): CutLine {
  let listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const ends = new Set<Deno.Conn>();
  accept(listener);

  async function accept(from: Deno.TcpListener) {
    for await (const browser of from) carry(browser).catch(() => {}); // a cut line is what this is for
  }

  async function carry(browser: Deno.TcpConn) {
    const server = await Deno.connect({ hostname: "127.0.0.1", port: serverPort });
    ends.add(browser).add(server);
    await Promise.all([browser.readable.pipeTo(server.writable), server.readable.pipeTo(browser.writable)]);
  }

  const cut = () => {
    listener.close();
    for (const end of ends) close(end);
    ends.clear();
  };
  return {
    url: `http://127.0.0.1:${port}/`,
    cut,
    mend() {
      listener = Deno.listen({ hostname: "127.0.0.1", port });
      accept(listener);
    },
    close: cut,
  };
}

function close(end: Deno.Conn) {
  try {
    end.close();
  } catch {
    // It is closed already.
  }
}
