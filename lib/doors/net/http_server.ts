/** `node:http` as a parser for connections that are accepted elsewhere. */
import { createServer, type IncomingMessage, type Server, type ServerOptions } from "node:http";

interface HttpServerOptions {
  /** All headers of a request together, bytes. */
  readonly headersBytesMax: number;
  /** Whether requests to become a WebSocket are given to `upgrade` listeners. Other upgrades are never taken. */
  readonly takesWebSockets: boolean;
}

/** A server that never listens: each connection is given to it by `emit("connection", stream)`. */
export function createHttpServer({ headersBytesMax, takesWebSockets }: HttpServerOptions): Server {
  const options: ServerOptions & { shouldUpgradeCallback(request: IncomingMessage): boolean } = {
    maxHeaderSize: headersBytesMax,
    // Said by us, with the headers of every answer (http_head.ts).
    requireHostHeader: false,
    // The deadlines are ours (http_connection.ts); these count for listening servers only.
    headersTimeout: 0,
    requestTimeout: 0,
    keepAliveTimeout: 0,
    // RFC 6455, 4.1: a handshake is a GET; another method is answered as what it is.
    shouldUpgradeCallback: ({ method, headers }) =>
      takesWebSockets && method === "GET" && headers.upgrade?.toLowerCase() === "websocket",
  };
  const server = createServer(options);
  // Who has said everything may close its side, and is answered all the same (RFC 9293, 3.6).
  Object.assign(server, { httpAllowHalfOpen: true });
  // Deno 2.9 closes every connection after one answer when its server does not listen.
  Object.defineProperty(server, "listening", { value: true });
  return server;
}
