/**
 * The HTTP door: accepts and caps connections, and keeps every bound on a request before the handler is asked. What is
 * served is a plain `fetch` handler that knows nothing of it.
 */
import type { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../platform/clock.ts";
import { type Log, withFields } from "../../platform/log/log.ts";
import { startAcceptLoop } from "./accept_loop.ts";
import { createAnswerBytes } from "./answer_bytes.ts";
import { createAnswer, type FetchHandler, type QuickHandler, writeText } from "./http_answer.ts";
import { announcesMoreThan, bodyOf, hasBody, readBody, setBody } from "./http_body.ts";
import { type Call, HttpConnection, type HttpDeadlines, LOOK_EVERY_MS } from "./http_connection.ts";
import { completeHead, refusalOf } from "./http_head.ts";
import { type AddressCap, createHttpPlaces } from "./http_places.ts";
import {
  badRequest,
  headersTooLarge,
  noTunnel,
  payloadTooLarge,
  type Refusal,
  refusalText,
  tooManyConnections,
  unknownExpectation,
  writeRefusal,
} from "./http_refusal.ts";
import { createHttpServer } from "./http_server.ts";
import { readPlainRequest } from "./plain_request.ts";
import { openPort, type PortOptions } from "./port.ts";
import { TcpStream } from "./tcp_stream.ts";
import type { Turns } from "./turns.ts";

export interface HttpListenerOptions extends PortOptions, HttpDeadlines {
  /** Connections at once, upgraded ones included; one more is told so, or in a flood closed in silence. */
  readonly connectionsMax: number;
  /** Connections at once of one address: its oldest idle one makes room, or the new one is turned away. */
  readonly perAddress: AddressCap;
  /** Larger request bodies get 413: from their header where it tells, else as they come. Bytes. */
  readonly bodyBytesMax: number;
  /** All headers of a request together, bytes; more get 431. */
  readonly headersBytesMax: number;
}

export interface HttpListenerParts {
  readonly fetch: FetchHandler;
  /** Asked first: a few calls are answered at once, without a `Request` being made of them. */
  readonly quick?: QuickHandler;
  /** Takes over a connection that asks to become a WebSocket. Without it such a request is an ordinary one. */
  readonly upgrade?: (request: IncomingMessage, stream: TcpStream, head: Buffer) => void;
  /** Told of a connection that a cap turned away, whose address nobody's header says. */
  readonly onCap?: (address: string) => void;
  /** What every answer carries, for the page of an origin: answers that are given here as well. */
  readonly headersFor: (origin: string | undefined) => Readonly<Record<string, string>>;
  /** Of the whole process. */
  readonly turns: Turns;
  readonly clock: Clock;
  readonly log: Log;
}

export interface HttpListener {
  readonly port: number;
  /** Connections since the start, those closed over the cap, and how many are open now. */
  counters(): { readonly accepted: number; readonly refused: number; readonly open: number };
  /** The cap that would turn one more connection of the address away now, or null. */
  refusalOf(address: string): "total" | "address" | null;
  /** Accepts no more, lets answers finish, and ends what is left after `deadlineMs`, upgraded connections too. */
  stop(deadlineMs: number): Promise<void>;
}

/** Connections beyond the caps that are told so at once; in a flood the others are closed in silence. */
const TOLD_MAX = 64;

/**
 * Opens the door.
 *
 * @throws {Error} when the port cannot be had, naming door, address and why
 */
export function openHttpListener(options: HttpListenerOptions, parts: HttpListenerParts): HttpListener {
  const { clock, turns, upgrade, headersFor } = parts;
  const log = withFields(parts.log, { door: options.name });
  const listener = openPort(options);
  const server = createHttpServer({
    headersBytesMax: options.headersBytesMax,
    takesWebSockets: upgrade !== undefined,
  });
  const answer = createAnswer(parts.fetch, log, headersFor);
  const bytesOf = createAnswerBytes(clock);
  const connections = new Map<TcpStream, HttpConnection>();
  const places = createHttpPlaces(options.perAddress);
  const upgraded = new Set<TcpStream>();
  const leavePlaces = new Map<TcpStream, () => void>();
  const drained = Promise.withResolvers<void>();
  const told = new Set<TcpStream>();
  let isStopping = false;
  let accepted = 0;
  let refused = 0;

  const open = () => connections.size + upgraded.size;

  function accept(socket: Deno.TcpConn): void {
    accepted += 1;
    const stream = new TcpStream(socket, { clock, turns });
    if (open() >= options.connectionsMax) return turnAway(stream);
    const connection = new HttpConnection(stream, { deadlines: options, turns, serve, answerAtOnce, headersFor });
    const place = places.take(stream.remoteAddress, () => connection.isIdle, () => stream.destroy());
    if (place === null) return turnAway(stream);
    connections.set(stream, connection);
    leavePlaces.set(stream, place);
    stream.on("close", forget);
    stream.on("end", cutShort);
    server.emit("connection", stream);
  }

  /** A stream calls it: one for all, as what it keeps of each connection would be kept by every WebSocket. */
  function forget(this: unknown): void {
    const stream = this as TcpStream;
    leavePlace(stream);
    connections.delete(stream);
    upgraded.delete(stream);
    if (isStopping && open() === 0) drained.resolve();
  }

  /** A stream calls it, too. */
  function cutShort(this: unknown): void {
    connectionOf(this)?.cutShort();
  }

  function leavePlace(stream: TcpStream): void {
    leavePlaces.get(stream)?.();
    leavePlaces.delete(stream);
  }

  /** RFC 9110, 15.6.4: a client that is told may come again. */
  function turnAway(stream: TcpStream): void {
    refused += 1;
    parts.onCap?.(stream.remoteAddress);
    if (told.size >= TOLD_MAX || isStopping) return void stream.destroy();
    told.add(stream);
    stream.once("close", () => told.delete(stream));
    stream.write(refusalText(tooManyConnections, { ...headersFor(undefined), "retry-after": "1" }));
    stream.destroySoon();
  }

  /** Without `node:http`, which costs more than all else of such a call. */
  function answerAtOnce(share: Buffer, peer: string): Uint8Array | null {
    if (parts.quick === undefined || share.byteLength > options.headersBytesMax) return null;
    const request = readPlainRequest(share);
    const quick = request === null ? null : parts.quick(request, peer, request.body);
    return quick === null ? null : bytesOf(quick);
  }

  async function serve(call: Call): Promise<boolean> {
    const { incoming, outgoing } = call;
    const refusal = refusalOf(incoming) ?? (isBare(call) ? null : await receive(call));
    if (refusal === null) {
      completeHead(incoming);
      const quick = parts.quick?.(incoming, incoming.socket.remoteAddress ?? "", bodyOf(incoming)) ?? null;
      if (quick === null) await answer(incoming, outgoing);
      else writeText(outgoing, 200, quick.headers, quick.body);
      return true;
    }
    if (refusal !== "lost") writeRefusal(outgoing, refusal, headersFor(incoming.headers.origin));
    return false;
  }

  /** Reads the body; or tells why it cannot. */
  async function receive({ incoming, outgoing, expectsContinue }: Call): Promise<Refusal | "lost" | null> {
    const { bodyBytesMax } = options;
    if (announcesMoreThan(bodyBytesMax, incoming)) return payloadTooLarge(bodyBytesMax);
    if (expectsContinue) outgoing.writeContinue();
    if (!hasBody(incoming)) return null;
    const body = await readBody(incoming, bodyBytesMax);
    if (body === "too_large") return payloadTooLarge(bodyBytesMax);
    if (body === "lost") return body;
    setBody(incoming, body);
    return null;
  }

  /** Nothing more of it is to come. */
  function isBare({ incoming, expectsContinue }: Call): boolean {
    return !expectsContinue && !hasBody(incoming);
  }

  /** Every socket that the server knows is one of our streams. */
  function connectionOf(socket: unknown): HttpConnection | undefined {
    return connections.get(socket as TcpStream);
  }

  function take(incoming: IncomingMessage, outgoing: ServerResponse, expectsContinue = false): void {
    connectionOf(incoming.socket)?.take({ incoming, outgoing, expectsContinue });
  }

  server.on("request", (incoming, outgoing) => take(incoming, outgoing));
  server.on("checkContinue", (incoming, outgoing) => take(incoming, outgoing, true));
  server.on("checkExpectation", ({ socket }) => connectionOf(socket)?.refuse(unknownExpectation));
  server.on("connect", (_request, socket) => connectionOf(socket)?.refuse(noTunnel));
  server.on("clientError", (error: Error & { readonly code?: string }, socket) => {
    const stream = socket as TcpStream;
    stream.deafen();
    connectionOf(stream)?.refuse(error.code === "HPE_HEADER_OVERFLOW" ? headersTooLarge : badRequest);
  });
  server.on("upgrade", (request, socket, head) => {
    const stream = socket as TcpStream;
    const connection = connectionOf(stream);
    const refusal = refusalOf(request);
    if (refusal !== null) return connection?.refuse(refusal);
    connection?.upgrade(() => {
      leavePlace(stream);
      stream.readLittle();
      connections.delete(stream);
      upgraded.add(stream);
      upgrade?.(request, stream, head);
    });
  });

  let cancelLook = () => {};
  const look = () => {
    for (const connection of connections.values()) connection.look();
    cancelLook = clock.after(LOOK_EVERY_MS, look);
  };
  cancelLook = clock.after(LOOK_EVERY_MS, look);

  const accepting = startAcceptLoop(listener, accept, { clock, log });
  return {
    port: listener.addr.port,
    counters: () => ({ accepted, refused, open: open() }),
    refusalOf(address) {
      if (open() >= options.connectionsMax) return "total";
      return places.isFull(address) ? "address" : null;
    },
    async stop(deadlineMs) {
      isStopping = true;
      accepting.stop();
      for (const stream of told) stream.destroy();
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
