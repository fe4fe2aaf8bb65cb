/** From an HTTP request to a WebSocket: path, origin, address and caps first, then the handshake by `ws`. */
import type { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { WebSocketServer } from "ws";
import type { AddressSet } from "../../platform/addresses/address_set.ts";
import { clientAddress } from "../../platform/addresses/client_address.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Log } from "../../platform/log/log.ts";
import { type Cap, createConnectionCaps, type Place } from "./connection_caps.ts";
import type { Elsewhere } from "./elsewhere.ts";
import { describeFailure } from "./failure.ts";
import { badRequest, internalError, type Refusal, refusalResponse, responseText } from "./http_refusal.ts";
import type { Origins } from "../browsers/origins.ts";
import type { TcpStream } from "./tcp_stream.ts";
import { HeardSocket, type WebSocketConnection, type WebSocketHandlers, WsConnection } from "./ws_connection.ts";
import { createWebSocketCounters, type WebSocketCounters } from "./ws_counters.ts";

/** A message in more pieces than this is no message of ours (close code 1008). */
const FRAGMENTS_MAX = 64;

export interface WebSocketUpgradeOptions {
  /** Whose pages may open one. */
  readonly origins: Origins;
  /** What every answer carries, for the page of an origin. */
  readonly headersFor: (origin: string | undefined) => Readonly<Record<string, string>>;
  /** A larger message closes its socket with 1009; bytes. */
  readonly messageBytesMax: number;
  /** Sockets at once. */
  readonly socketsMax: number;
  /** Sockets at once by one address: of IPv6 by each /64, and four times as many by each /48. */
  readonly socketsPerAddress: number;
  /** Addresses without a cap of their own. */
  readonly exempt: AddressSet;
  /** Where other processes have the same door. */
  readonly elsewhere?: Elsewhere | undefined;
  /** Proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: AddressSet;
}

export interface WebSocketUpgradeParts {
  /** Told of a socket that a cap turned away. */
  readonly onCap?: (address: string) => void;
  /** Asked before the handshake; a response refuses it, such as for a banned address. */
  readonly refuse?: (address: string) => Response | null | Promise<Response | null>;
  /** Takes a socket that is open. Nothing has been sent to it, and nothing is lost that it has sent already. */
  readonly accept: (socket: WebSocketConnection) => WebSocketHandlers;
  readonly clock: Clock;
  readonly log: Log;
}

export type WebSocketUpgrade = ReturnType<typeof createWebSocketUpgrade>;

export function createWebSocketUpgrade(
  options: WebSocketUpgradeOptions,
  { refuse, onCap, accept, clock, log }: WebSocketUpgradeParts,
) {
  const caps = createConnectionCaps({
    total: options.socketsMax,
    perAddress: options.socketsPerAddress,
    unauthenticated: options.socketsMax,
    exempt: options.exempt,
    elsewhere: options.elsewhere,
  });
  const counters = createWebSocketCounters();
  const shared = { clock, counters };
  const server = new WebSocketServer({
    WebSocket: HeardSocket,
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: options.messageBytesMax,
    maxFragments: FRAGMENTS_MAX,
  });
  server.on("wsClientError", (_error, stream, request) => {
    void end(stream as TcpStream, dressed(refusalResponse(badRequest), request));
  });

  /** Why the request is refused, or null. */
  async function findRefusal(
    request: IncomingMessage,
    { peer, address }: { readonly peer: string; readonly address: string },
    place: Place | null,
  ): Promise<Response | null> {
    const refusal = (why: keyof WebSocketCounters["refused"], answer: Refusal) => {
      counters.refused[why] += 1;
      return refusalResponse(answer);
    };
    if (!PATHS.test(request.url ?? "")) return refusal("path", notFound);
    if (hasOtherVersion(request)) return refusalResponse(otherVersion, versionHeaders);
    if (!options.origins.mayAct(pageOf(request, peer))) return refusal("origin", strangeOrigin);
    const cap = place === null ? "total" : place.identify(address);
    if (cap !== null) {
      onCap?.(address);
      return refusal("cap", overCap(cap));
    }
    const answer = await refuse?.(address) ?? null;
    if (answer !== null) counters.refused.banned += 1;
    return answer;
  }

  async function open(request: IncomingMessage, stream: TcpStream, head: Buffer): Promise<void> {
    const { "x-forwarded-for": forwardedFor } = request.headers;
    const traceparent = request.headers["traceparent"]?.toString();
    const address = clientAddress({
      peer: stream.remoteAddress,
      forwardedFor: forwardedFor?.toString(),
      trusted: options.trustedProxies,
    });
    const place = caps.enter();
    stream.on("close", () => place?.leave());
    const refusal = await findRefusal(request, { peer: stream.remoteAddress, address }, place);
    if (refusal !== null) return await end(stream, dressed(refusal, request));
    stream.endsWithoutStacks = true;
    server.handleUpgrade(request, stream, head, (socket) => {
      try {
        counters.accepted += 1;
        socket.hear(accept(new WsConnection(socket, address, shared, traceparent)), counters);
      } catch (error) {
        log.error("Could not take a WebSocket", describeFailure(error));
        socket.terminate();
      }
    });
  }

  function dressed(response: Response, { headers: { origin } }: IncomingMessage): Response {
    const { headers } = response;
    for (const [name, value] of Object.entries(options.headersFor(origin))) headers.set(name, value);
    return response;
  }

  return {
    /** For `HttpListenerParts`. */
    upgrade(request: IncomingMessage, stream: TcpStream, head: Buffer): void {
      open(request, stream, head).catch((error) => {
        log.error("Could not open a WebSocket", describeFailure(error));
        return end(stream, dressed(refusalResponse(internalError), request));
      });
    },
    /** Counts since the start, and how many sockets are open now, handshakes included. */
    counters: (): Readonly<WebSocketCounters> & { readonly open: number } => ({ ...counters, open: caps.open }),
    /** The cap that would turn one more socket of the address away now, or null. */
    refusalOf: caps.refusalOf,
  };
}

/** Answers in place of the handshake, and closes. */
async function end(stream: TcpStream, response: Response): Promise<void> {
  const text = await responseText(response);
  if (stream.writable) stream.write(text);
  stream.destroySoon();
}

/** With a host in front as well: RFC 9112, 3.2.2. */
const PATHS = /^(\/|\/ws|https?:\/\/[^/?#]+(\/|\/ws)?)(\?|$)/i;

const notFound: Refusal = { status: 404, code: "not_found", detail: "There is no WebSocket here: use / or /ws" };

const strangeOrigin: Refusal = {
  status: 403,
  code: "origin_not_allowed",
  detail: "Could not open a WebSocket: pages of this origin may not",
};

/** RFC 6455, 4.4: which version there is; a client that knows it may try again. */
const otherVersion: Refusal = {
  status: 426,
  code: "unsupported_version",
  detail: "Could not open a WebSocket: its version is 13",
};
const versionHeaders = { "sec-websocket-version": "13", upgrade: "websocket" };

/** One that is missing is a malformed handshake. */
function hasOtherVersion({ headers }: IncomingMessage): boolean {
  const version = headers["sec-websocket-version"];
  return version !== undefined && version.trim() !== "13";
}

/** A header that came twice is refused as what no origin is. */
function pageOf({ headers }: IncomingMessage, peer: string) {
  return {
    origin: headers.origin,
    fetchSite: headers["sec-fetch-site"]?.toString(),
    host: headers.host,
    forwardedHost: headers["x-forwarded-host"]?.toString(),
    peer,
  };
}

function overCap(cap: Cap): Refusal {
  const whose = cap === "address" ? "from this address" : "here";
  return {
    status: 503,
    code: "too_many_connections",
    detail: `Could not open a WebSocket: too many are open ${whose}`,
  };
}
