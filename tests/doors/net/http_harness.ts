/** The HTTP door on a free loopback port, and raw clients. */
import { createLog, type LogRecord } from "../../../lib/platform/log/log.ts";
import {
  type HttpListener,
  type HttpListenerOptions,
  type HttpListenerParts,
  openHttpListener,
} from "../../../lib/doors/net/http_listener.ts";
import { createTurns } from "../../../lib/doors/net/turns.ts";
import { withPatience } from "../../../lib/testing/patience.ts";
import { createTestClock, type TestClock } from "../../support/test_clock.ts";
import { Client } from "./line_harness.ts";

export interface HttpHarness {
  readonly clock: TestClock;
  readonly door: HttpListener;
  readonly logged: LogRecord[];
  /** The requests that reached the handler, as `METHOD path`. */
  readonly handled: string[];
  connect(): Promise<Client>;
  /** One request on a connection of its own: everything that came back until the end. */
  ask(text: string): Promise<string>;
  close(): Promise<void>;
}

export interface HttpHarnessOptions extends Partial<Omit<HttpListenerParts, "clock" | "log">> {
  readonly door?: Partial<HttpListenerOptions>;
}

/** Answers with the method, the path, the peer and the body. */
const echo: HttpListenerParts["fetch"] = async (request, { peer }) => {
  const { pathname } = new URL(request.url);
  return Response.json({ method: request.method, pathname, peer, body: await request.text() });
};

export function openHttpHarness(
  { door: doorOptions, fetch = echo, quick, upgrade, headersFor = () => ({}) }: HttpHarnessOptions = {},
): HttpHarness {
  const clock = createTestClock();
  const logged: LogRecord[] = [];
  const handled: string[] = [];
  const clients: Client[] = [];
  const door = openHttpListener({
    name: "http",
    hostname: "127.0.0.1",
    port: 0,
    connectionsMax: 100,
    perAddress: { connectionsMax: 100, free: [] },
    bodyBytesMax: 16,
    headersBytesMax: 4096,
    headersTimeoutMs: 8_000,
    requestTimeoutMs: 12_000,
    keepAliveMs: 10_000,
    writeTimeoutMs: 10_000,
    ...doorOptions,
  }, {
    fetch(request, peer) {
      handled.push(`${request.method} ${new URL(request.url).pathname}`);
      return fetch(request, peer);
    },
    ...(quick === undefined ? {} : { quick }),
    ...(upgrade === undefined ? {} : { upgrade }),
    headersFor,
    turns: createTurns(),
    clock,
    log: createLog((record) => logged.push(record)),
  });
  async function connect(): Promise<Client> {
    const client = new Client(await Deno.connect({ hostname: "127.0.0.1", port: door.port }));
    clients.push(client);
    return client;
  }
  return {
    clock,
    door,
    logged,
    handled,
    connect,
    async ask(text) {
      const client = await connect();
      await client.send(text);
      return await client.receiveAll();
    },
    async close() {
      for (const client of clients) client.close();
      await withPatience(door.stop(1_000), "The door does not close");
    },
  };
}

/** A request with a `Host`; each header line without its end. */
export const request = (line: string, headers: readonly string[] = [], body = "") =>
  [`${line} HTTP/1.1`, "Host: localhost", ...headers, "", body].join("\r\n");

/** One answer with a `Content-Length`. */
export async function receiveAnswer(client: Client): Promise<string> {
  let text = "";
  while (!text.includes("\r\n\r\n")) {
    const byte = await client.receive(1);
    if (byte === "") return text;
    text += byte;
  }
  const length = /content-length: (\d+)/i.exec(text)?.[1] ?? "0";
  return text + await client.receive(Number(length));
}
