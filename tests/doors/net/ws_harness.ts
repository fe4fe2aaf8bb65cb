/** The HTTP door with WebSockets, sockets that note what they hear, and Deno's own client against it. */
import { createLog, type LogRecord } from "../../../lib/platform/log/log.ts";
import type { WebSocketConnection, WebSocketHandlers } from "../../../lib/doors/net/ws_connection.ts";
import {
  createWebSocketUpgrade,
  type WebSocketUpgrade,
  type WebSocketUpgradeOptions,
  type WebSocketUpgradeParts,
} from "../../../lib/doors/net/ws_upgrade.ts";
import { corsHeaders, securityHeaders } from "../../../lib/doors/browsers/answer_headers.ts";
import { createOrigins } from "../../../lib/doors/browsers/origins.ts";
import { withPatience } from "../../../lib/testing/patience.ts";
import { createTestClock, type TestClock } from "../../support/test_clock.ts";
import { type HttpHarness, openHttpHarness } from "./http_harness.ts";
import { addressSet } from "./line_harness.ts";

interface WebSocketHarness {
  readonly http: HttpHarness;
  readonly clock: TestClock;
  readonly sockets: WebSocketUpgrade;
  readonly logged: LogRecord[];
  readonly connections: WebSocketConnection[];
  /** What the sockets heard, in order. */
  readonly heard: string[];
  /** Resolves once `heard` contains the event. */
  until(event: string): Promise<void>;
  /** A client whose socket is open. */
  open(path?: string, headers?: Record<string, string>): Promise<BrowserSocket>;
  close(): Promise<void>;
}

interface WebSocketHarnessOptions extends Partial<Omit<WebSocketUpgradeOptions, "origins" | "headersFor">> {
  /** Other origins whose pages may open one. */
  readonly allowedOrigins?: readonly string[];
  readonly refuse?: NonNullable<WebSocketUpgradeParts["refuse"]>;
  handlers?(socket: WebSocketConnection): Partial<WebSocketHandlers>;
}

export function openWebSocketHarness(
  { refuse, handlers, allowedOrigins = [], ...options }: WebSocketHarnessOptions = {},
): WebSocketHarness {
  const clock = createTestClock();
  const logged: LogRecord[] = [];
  const heard: string[] = [];
  const connections: WebSocketConnection[] = [];
  const clients: BrowserSocket[] = [];
  let waiting: { event: string; resolve: () => void }[] = [];

  function note(event: string): void {
    heard.push(event);
    for (const waiter of waiting) if (waiter.event === event) waiter.resolve();
    waiting = waiting.filter((waiter) => waiter.event !== event);
  }

  function accept(socket: WebSocketConnection): WebSocketHandlers {
    connections.push(socket);
    const inner = handlers?.(socket) ?? {};
    return {
      text(raw) {
        note(`text ${raw}`);
        inner.text?.(raw);
      },
      binary: () => note("binary"),
      pong: () => note("pong"),
      closed: () => note("closed"),
    };
  }

  const none = addressSet();
  const log = createLog((record) => logged.push(record));
  const origins = createOrigins({ allowed: allowedOrigins, publicUrl: null, trustedProxies: none, clock, log });
  const sockets = createWebSocketUpgrade({
    origins,
    headersFor: (origin) => ({ ...securityHeaders(false), ...corsHeaders(origins, origin) }),
    messageBytesMax: 16 * 1024,
    socketsMax: 10,
    socketsPerAddress: 10,
    exempt: none,
    trustedProxies: none,
    ...options,
  }, {
    ...(refuse === undefined ? {} : { refuse }),
    accept,
    clock,
    log,
  });
  const http = openHttpHarness({ upgrade: sockets.upgrade });

  return {
    http,
    clock,
    sockets,
    logged,
    connections,
    heard,
    until(event) {
      if (heard.includes(event)) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ event, resolve });
      return withPatience(promise, `No socket heard "${event}"`);
    },
    async open(path = "/ws", headers = {}) {
      const client = new BrowserSocket(`ws://127.0.0.1:${http.door.port}${path}`, headers);
      clients.push(client);
      await withPatience(client.opened, "The server answers no handshake");
      return client;
    },
    async close() {
      for (const client of clients) client.socket.close();
      await Promise.all(clients.map(({ closed }) => closed));
      await http.close();
    },
  };
}

class BrowserSocket {
  readonly socket: WebSocket;
  readonly opened: Promise<void>;
  readonly #closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #messages: string[] = [];
  #wake = () => {};

  constructor(url: string, headers: Record<string, string>) {
    this.socket = new WebSocket(url, { headers });
    this.opened = new Promise((resolve, reject) => {
      this.socket.addEventListener("open", () => resolve());
      this.socket.addEventListener("error", () => reject(new Error("Could not open the socket")));
    });
    this.#closed = new Promise((resolve) => {
      this.socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
    });
    this.socket.addEventListener("message", ({ data }) => {
      this.#messages.push(data);
      this.#wake();
    });
  }

  get closed(): Promise<{ readonly code: number; readonly reason: string }> {
    return withPatience(this.#closed, "The server does not close the socket");
  }

  /** The next message. */
  async receive(): Promise<string> {
    while (this.#messages.length === 0) {
      await withPatience(new Promise<void>((resolve) => this.#wake = resolve), "The server sends nothing");
    }
    return this.#messages.shift() ?? "";
  }
}
