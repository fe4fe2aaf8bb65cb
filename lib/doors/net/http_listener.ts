/**
 * The HTTP door: accepts and caps connections, and keeps every bound on a request before the handler is asked. What is
 * served is a plain `fetch` handler that knows nothing of it.
 */
import type { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../platform/clock.ts";
import { type Log, withFields } from "../../platform/log/log.ts";
import { startAcceptLoop } from "./accept_loop.ts";
import { createAnswer, type FetchHandler } from "./http_answer.ts";
import { announcesMoreThan, hasBody, readBody } from "./http_body.ts";
import { HttpConnection, type HttpDeadlines, lookEveryMs } from "./http_connection.ts";
import { badRequest, headersTooLarge, payloadTooLarge, writeRefusal } from "./http_refusal.ts";
import { createHttpServer } from "./http_server.ts";
import { openPort, type PortOptions } from "./port.ts";
import { TcpStream } from "./tcp_stream.ts";

export interface HttpListenerOptions extends PortOptions, HttpDeadlines {
  /** Connections at once, upgraded ones included; one more is closed in silence. */
  readonly connectionsMax: number;
  /** Larger request bodies get 413: from their header where it tells, else as they come. Bytes. */
  readonly bodyBytesMax: number;
  /** All headers of a request together, bytes; more get 431. */
  readonly headersBytesMax: number;
}

export interface HttpListenerParts {
  readonly fetch: FetchHandler;
  /** Takes over a connection that asks to become a WebSocket. Without it such a request is an ordinary one. */
  readonly upgrade?: (request: IncomingMessage, stream: TcpStream, head: Buffer) => void;
  readonly clock: Clock;
  readonly log: Log;
}

export interface HttpListener {
  readonly port: number;
  /** Connections since the start, those closed over the cap, and how many are open now. */
  counters(): { readonly accepted: number; readonly refused: number; readonly open: number };
  /** Accepts no more, lets answers finish, and ends what is left after `deadlineMs`, upgraded connections too. */
  stop(deadlineMs: number): Promise<void>;
}

/**
 * Opens the door.
 *
 * @throws {Error} when the port cannot be had, naming door, address and why
 */
export function openHttpListener(options: HttpListenerOptions, parts: HttpListenerParts): HttpListener {
  const { clock, upgrade } = parts;
  const log = withFields(parts.log, { door: options.name });
  const listener = openPort(options);
  const server = createHttpServer({
    headersBytesMax: options.headersBytesMax,
    takesWebSockets: upgrade !== undefined,
  });
  const answer = createAnswer(parts.fetch, log);
  const connections = new Map<TcpStream, HttpConnection>();
  const upgraded = new Set<TcpStream>();
  const drained = Promise.withResolvers<void>();
  let isStopping = false;
  let accepted = 0;
  let refused = 0;

  const open = () => connections.size + upgraded.size;

  function accept(socket: Deno.TcpConn): void {
    accepted += 1;
    if (open() >= options.connectionsMax) {
      refused += 1;
      return socket.close();
    }
    const stream = new TcpStream(socket, clock);
    connections.set(stream, new HttpConnection(stream, options));
    stream.once("close", () => {
      connections.delete(stream);
      upgraded.delete(stream);
      if (isStopping && open() === 0) drained.resolve();
    });
    server.emit("connection", stream);
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse, expectsContinue = false): Promise<void> {
    const connection = connectionOf(incoming.socket);
    if (connection?.begin(incoming, outgoing) !== true) return;
    if (await receive(incoming, outgoing, expectsContinue)) await answer(incoming, outgoing);
    connection.answered(outgoing);
  }

  /** Reads the body; false when the request is not to be answered, or is already. */
  async function receive(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    expectsContinue: boolean,
  ): Promise<boolean> {
    const isAnnounced = announcesMoreThan(options.bodyBytesMax, incoming);
    if (expectsContinue && !isAnnounced) outgoing.writeContinue();
    if (!hasBody(incoming)) return true;
    const body = isAnnounced ? "too_large" : await readBody(incoming, options.bodyBytesMax);
    if (body === "too_large") {
      writeRefusal(outgoing, payloadTooLarge(options.bodyBytesMax));
    } else if (body !== "lost") {
      // Where the adapter looks for a body that has been read already.
      Object.assign(incoming, { rawBody: body });
      return true;
    }
    return false;
  }

  /** Every socket that the server knows is one of our streams. */
  function connectionOf(socket: unknown): HttpConnection | undefined {
    return connections.get(socket as TcpStream);
  }

  server.on("request", (incoming, outgoing) => void serve(incoming, outgoing));
  server.on("checkContinue", (incoming, outgoing) => void serve(incoming, outgoing, true));
  server.on("clientError", (error: Error & { readonly code?: string }, socket) => {
    connectionOf(socket)?.refuse(error.code === "HPE_HEADER_OVERFLOW" ? headersTooLarge : badRequest);
  });
  server.on("upgrade", (request, socket, head) => {
    const stream = socket as TcpStream;
    connections.delete(stream);
    upgraded.add(stream);
    upgrade?.(request, stream, head);
  });

  let cancelLook = () => {};
  const look = () => {
    for (const connection of connections.values()) connection.look();
    cancelLook = clock.after(lookEveryMs, look);
  };
  cancelLook = clock.after(lookEveryMs, look);

  const accepting = startAcceptLoop(listener, accept, { clock, log });
  return {
    port: listener.addr.port,
    counters: () => ({ accepted, refused, open: open() }),
    async stop(deadlineMs) {
      isStopping = true;
      accepting.stop();
      for (const connection of connections.values()) connection.stop();
      if (open() > 0) {
        const cancel = clock.after(deadlineMs, () => {
          for (const stream of [...connections.keys(), ...upgraded]) stream.destroy();
        });
        await drained.promise;
        cancel();
      }
      cancelLook();
    },
  };
}
