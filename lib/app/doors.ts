/** The doors: HTTP and WebSockets on one port, and one for each native port of the game modules. */
import type { App } from "./app.ts";
import type { Clock } from "../platform/clock.ts";
import type { Config } from "../platform/config/config.ts";
import { type Log, withFields } from "../platform/log/log.ts";
import type { DoorReading } from "../platform/metrics/sources.ts";
import { openHttpListener } from "../doors/net/http_listener.ts";
import { type LineListener, openLineListener } from "../doors/net/line_listener.ts";
import { createWebSocketUpgrade, type WebSocketUpgrade } from "../doors/net/ws_upgrade.ts";

const HEADERS_BYTES_MAX = 16 * 1_024;
const BODY_BYTES_MAX = 16 * 1_024;
const MESSAGE_BYTES_MAX = 16 * 1_024;
const WRITE_TIMEOUT_MS = 15_000;
/** Of the 10 s that a stop may take; the rest is for what follows. */
const STOP_MS = 6_000;

export interface Server {
  /** By door: `http`, and the names that the modules gave their ports. Closed doors are left out. */
  readonly ports: Readonly<Record<string, number>>;
  /** Closes every door: what runs is finished, sockets are told, and after some seconds what is left is ended. */
  stop(): Promise<void>;
}

/** @throws {Error} when a port cannot be had; then none stays open */
export async function openServer(
  parts: { readonly config: Config; readonly app: App; readonly clock: Clock; readonly log: Log },
): Promise<Server> {
  const { config, app, clock, log } = parts;
  const { origins, trustedProxies } = app;
  const webSockets = createWebSocketUpgrade({
    origins,
    messageBytesMax: MESSAGE_BYTES_MAX,
    socketsMax: config.websocket.connectionsMax,
    socketsPerAddress: config.limits.webSocketsPerAddress,
    exempt: app.exempt,
    trustedProxies,
  }, { refuse: app.refuseSocket, accept: app.gateway.accept, clock, log: withFields(log, { door: "websocket" }) });

  const http = openHttpListener({
    name: "http",
    hostname: config.host,
    port: config.port,
    reusePort: config.reusePort,
    connectionsMax: config.http.connectionsMax,
    bodyBytesMax: BODY_BYTES_MAX,
    headersBytesMax: HEADERS_BYTES_MAX,
    writeTimeoutMs: WRITE_TIMEOUT_MS,
    headersTimeoutMs: config.http.headersTimeoutSeconds * 1_000,
    requestTimeoutMs: config.http.requestTimeoutSeconds * 1_000,
    keepAliveMs: config.http.keepAliveSeconds * 1_000,
  }, { fetch: app.fetch, upgrade: webSockets.upgrade, clock, log });

  const lines: { readonly name: string; readonly door: string; readonly listener: LineListener }[] = [];
  const stop = async () => {
    app.beginStop();
    await Promise.all([
      ...lines.map(({ listener }) => listener.stop(STOP_MS)),
      app.gateway.close().then(() => http.stop(STOP_MS)),
    ]);
  };
  try {
    for (const { name, door, port, options } of app.listeners) {
      const listener = openLineListener(
        {
          name: door,
          hostname: config.host,
          port,
          reusePort: config.reusePort,
          caps: {
            total: config.lines.connectionsMax,
            unauthenticated: config.lines.unauthenticatedMax,
            perAddress: config.limits.linesPerAddress,
            exempt: app.exempt,
          },
          writeTimeoutMs: WRITE_TIMEOUT_MS,
          trustedProxies,
        },
        options,
        { clock, log },
      );
      lines.push({ name, door, listener });
    }
  } catch (error) {
    await stop();
    throw error;
  }

  app.banList.onChange(() => {
    for (const { listener } of lines) listener.closeWhere(app.banList.isBanned, "banned");
  });
  app.start(() => [
    readWebSockets(webSockets),
    ...lines.map(({ door, listener }) => readLines(door, listener)),
  ]);

  return {
    ports: { http: http.port, ...Object.fromEntries(lines.map(({ name, listener }) => [name, listener.port])) },
    stop,
  };
}

function readLines(door: string, listener: LineListener): DoorReading {
  const { reads, ...counters } = listener.counters();
  return { door, ...counters, received: reads };
}

function readWebSockets(webSockets: WebSocketUpgrade): DoorReading {
  const { messages, ...counters } = webSockets.counters();
  return { door: "websocket", ...counters, received: messages };
}
