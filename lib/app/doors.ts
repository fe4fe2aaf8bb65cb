/** The doors: HTTP and WebSockets on one port, and one for each native port of the game modules. */
import { DATA_BODY_BYTES_MAX } from "../../routes/body.ts";
import { MESSAGE_BYTES_MAX } from "../doors/websocket/message_queue.ts";
import { chooseDoorCaps, readDescriptorLimit } from "./descriptors.ts";
import type { App } from "./app.ts";
import type { Domain } from "./services/domain.ts";
import { say } from "../domain/diagnosis/sayings.ts";
import { ruleOf } from "../domain/trail/attempt.ts";
import { AppError } from "../platform/errors.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";
import { withFields } from "../platform/log/log.ts";
import type { DoorReading } from "../platform/metrics/sources.ts";
import { corsHeaders } from "../doors/browsers/answer_headers.ts";
import { type Elsewhere, NOWHERE_ELSE } from "../doors/net/elsewhere.ts";
import { openHttpListener } from "../doors/net/http_listener.ts";
import { type LineListener, openLineListener } from "../doors/net/line_listener.ts";
import { createTurns } from "../doors/net/turns.ts";
import { createGateway } from "../doors/websocket/gateway.ts";
import { doorTrail, trailSockets } from "./services/trail.ts";
import { problemResponse } from "../../routes/errors.ts";
import { createWebSocketUpgrade, type WebSocketUpgrade } from "../doors/net/ws_upgrade.ts";

const HEADERS_BYTES_MAX = 16 * 1_024;
const WRITE_TIMEOUT_MS = 15_000;
const CAPS = {
  total: say("door_full"),
  unauthenticated: say("door_full_of_strangers"),
  address: say("address_full"),
};
/** Of the 10 s that a stop may take; the rest is for what follows. */
const STOP_MS = 6_000;

interface DoorsParts extends Pick<Kernel, "config" | "database" | "clock" | "random" | "log" | "tracing"> {
  readonly app: App;
  /** What other processes hold of a door on the same port; nothing unless given. */
  readonly elsewhereOf?: ((door: string) => Elsewhere) | undefined;
}

export interface Doors {
  /** By door: `http`, and the names that the modules gave their ports. Closed doors are left out. */
  readonly ports: Readonly<Record<string, number>>;
  /** The same by the environment variables that set them. */
  readonly variables: Readonly<Record<string, number>>;
  /** Closes every door: what runs is finished, sockets are told, and after some seconds what is left is ended. */
  stop(): Promise<void>;
}

interface OpenLines {
  readonly name: string;
  readonly door: string;
  readonly variable: string;
  readonly listener: LineListener;
}

type RefusalParts = Pick<Domain, "requestLimit" | "banList" | "onRefused">;

/** @throws {Error} when a port cannot be had; then none stays open */
export async function openDoors(parts: DoorsParts): Promise<Doors> {
  const { config, database, clock, random, log, app, elsewhereOf = () => NOWHERE_ELSE } = parts;
  const {
    domain: {
      banList,
      characters,
      exempt,
      limits,
      live,
      onRefused,
      requestLimit,
      revocationStream,
      seats,
      sessions,
      trail,
    },
    modules,
    browsers: { origins, security, trustedProxies },
  } = app;
  const turns = createTurns();
  await using opening = new AsyncDisposableStack();
  const headersFor = (origin: string | undefined) => ({ ...security, ...corsHeaders(origins, origin) });
  const webSocketLog = withFields(log, { door: "websocket" });
  const gateway = createGateway({
    database,
    clock,
    random,
    log: webSocketLog,
    sessions,
    banList,
    limits,
    characters,
    seats,
    modules,
    authTimeoutMs: config.websocket.authTimeoutSeconds * 1_000,
    heartbeatMs: config.websocket.heartbeatSeconds * 1_000,
    unauthenticatedMax: config.websocket.unauthenticatedMax,
    messagesPerSecond: config.limits.messagesPerSecond,
    messagesBurst: config.limits.messagesBurst,
    onAuth: trailSockets(trail),
    ruleOf,
    tracing: parts.tracing,
  });
  const webSockets = createWebSocketUpgrade({
    origins,
    headersFor,
    messageBytesMax: MESSAGE_BYTES_MAX,
    socketsMax: config.websocket.connectionsMax,
    socketsPerAddress: config.limits.webSocketsPerAddress,
    exempt,
    elsewhere: elsewhereOf("websocket"),
    trustedProxies,
  }, {
    refuse: (address) => refusalOf({ requestLimit, banList, onRefused }, address),
    onCap: (address) => onRefused("websocket", address, "too_many_connections"),
    accept: gateway.accept,
    clock,
    log: webSocketLog,
  });

  const listeners = modules.listeners();
  const wanted = { http: config.http.connectionsMax, lines: config.lines.connectionsMax };
  const caps = chooseDoorCaps(wanted, await readDescriptorLimit(), listeners.length, log);

  // A proxy speaks for many, none of whom is named yet.
  const onCap = (address: string) => {
    if (!trustedProxies.has(address)) onRefused("http", address, "too_many_connections");
  };
  const http = openHttpListener({
    name: "http",
    hostname: config.host,
    port: config.port,
    variable: "PORT",
    reusePort: config.reusePort,
    connectionsMax: caps.http,
    perAddress: {
      connectionsMax: config.limits.httpPerAddress,
      free: [trustedProxies, exempt],
      elsewhere: elsewhereOf("http"),
    },
    bodyBytesMax: DATA_BODY_BYTES_MAX,
    headersBytesMax: HEADERS_BYTES_MAX,
    writeTimeoutMs: WRITE_TIMEOUT_MS,
    headersTimeoutMs: config.http.headersTimeoutSeconds * 1_000,
    requestTimeoutMs: config.http.requestTimeoutSeconds * 1_000,
    keepAliveMs: config.http.keepAliveSeconds * 1_000,
  }, { fetch: app.fetch, quick: app.quick, upgrade: webSockets.upgrade, onCap, headersFor, turns, clock, log });

  const lines: OpenLines[] = [];
  opening.defer(async () => {
    app.beginStop();
    await Promise.all([
      ...lines.map(({ listener }) => listener.stop(STOP_MS)),
      gateway.close().then(() => http.stop(STOP_MS)),
    ]);
  });
  for (const { module, name, door, port, variable, options } of listeners) {
    const listener = openLineListener(
      {
        name: door,
        hostname: config.host,
        port,
        variable,
        reusePort: config.reusePort,
        caps: {
          total: caps.lines,
          unauthenticated: Math.min(config.lines.unauthenticatedMax, caps.lines),
          perAddress: config.limits.linesPerAddress,
          exempt,
          elsewhere: elsewhereOf(door),
        },
        messages: { perSecond: config.limits.lineMessagesPerSecond, burst: config.limits.lineMessagesBurst },
        writeTimeoutMs: WRITE_TIMEOUT_MS,
        trustedProxies,
      },
      options,
      { turns, clock, log, trail: doorTrail(trail, door, module) },
    );
    lines.push({ name, door, variable, listener });
  }
  banList.onChange(() => {
    for (const { listener } of lines) listener.closeWhere(banList.isBanned, "banned");
    revocationStream.closeWhere(banList.isBanned);
  });
  const capOf = (door: string) => {
    if (door === "websocket") return webSockets.refusalOf;
    return lines.find((line) => line.door === door)?.listener.refusalOf ?? http.refusalOf;
  };
  live.lineCap = (door, address) => {
    const cap = capOf(door)(address);
    return cap === null ? null : CAPS[cap];
  };
  const ports = { http: http.port, ...Object.fromEntries(lines.map(({ name, listener }) => [name, listener.port])) };
  app.start(() => [
    readWebSockets(webSockets),
    ...lines.map(({ door, listener }) => readLines(door, listener)),
  ], ports);

  const opened = opening.move();
  const variables = {
    PORT: http.port,
    ...Object.fromEntries(lines.map(({ variable, listener }) => [variable, listener.port])),
  };
  return { ports, variables, stop: () => opened.disposeAsync() };
}

/** Asked before a WebSocket opens: null, or the answer that refuses it. */
async function refusalOf(parts: RefusalParts, address: string): Promise<Response | null> {
  try {
    parts.requestLimit.count(address);
    await parts.banList.check(address);
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    parts.onRefused("websocket", address, error.code);
    return problemResponse(error, null);
  }
}

function readLines(door: string, listener: LineListener): DoorReading {
  const { reads, ...counters } = listener.counters();
  return { door, ...counters, received: reads };
}

function readWebSockets(webSockets: WebSocketUpgrade): DoorReading {
  const { messages, ...counters } = webSockets.counters();
  return { door: "websocket", ...counters, received: messages };
}
