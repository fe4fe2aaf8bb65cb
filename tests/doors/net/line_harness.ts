/** A door on a free loopback port, sessions that note what happens to them, and raw clients. */
import { createAddressSet } from "../../../lib/platform/addresses/address_set.ts";
import { parseCidr } from "../../../lib/platform/addresses/cidr.ts";
import { createLog, type LogRecord } from "../../../lib/platform/log/log.ts";
import type { Line, LineSession, ListenOptions } from "../../../lib/doors/net/line.ts";
import {
  type LineListener,
  type LineListenerOptions,
  type LineListenerParts,
  openLineListener,
} from "../../../lib/doors/net/line_listener.ts";
import { createTurns } from "../../../lib/doors/net/turns.ts";
import { withPatience } from "../../../lib/testing/patience.ts";
import { createTestClock, type TestClock } from "../../support/test_clock.ts";

export const addressSet = (...cidrs: string[]) => createAddressSet(cidrs.map((cidr) => parseCidr(cidr)!));
export const bytes = (text: string) => new TextEncoder().encode(text);

interface Harness {
  readonly clock: TestClock;
  readonly door: LineListener;
  readonly logged: LogRecord[];
  /** What the sessions heard, in order: `opened`, `received …`, `silent`, `closed`, … */
  readonly heard: string[];
  readonly lines: Line[];
  /** Resolves once `count` entries of `heard` are equal to `event`. */
  until(event: string, count?: number): Promise<void>;
  connect(): Promise<Client>;
  close(): Promise<void>;
}

interface HarnessOptions {
  readonly door?: Partial<LineListenerOptions>;
  readonly caps?: Partial<LineListenerOptions["caps"]>;
  readonly sessions?: Partial<Omit<ListenOptions, "session">>;
  readonly parts?: Partial<LineListenerParts>;
  /** What a session does beside noting. */
  session?(line: Line): Partial<LineSession>;
}

export function openHarness(options: HarnessOptions = {}): Harness {
  const clock = createTestClock();
  const logged: LogRecord[] = [];
  const heard: string[] = [];
  const lines: Line[] = [];
  let waiting: { event: string; count: number; resolve: () => void }[] = [];
  const clients: Client[] = [];

  const isReached = (event: string, count: number) => heard.filter((other) => other === event).length >= count;
  function note(event: string): void {
    heard.push(event);
    for (const waiter of waiting) if (isReached(waiter.event, waiter.count)) waiter.resolve();
    waiting = waiting.filter((waiter) => !isReached(waiter.event, waiter.count));
  }

  function session(line: Line): LineSession {
    lines.push(line);
    const inner = options.session?.(line) ?? {};
    return {
      opened() {
        note("opened");
        inner.opened?.();
      },
      async receive(received) {
        note(`received ${new TextDecoder().decode(received)}`);
        await inner.receive?.(received);
      },
      silent() {
        note("silent");
        inner.silent?.();
      },
      timedOut() {
        note("timedOut");
        inner.timedOut?.();
      },
      stopping(reason) {
        note("stopping");
        inner.stopping?.(reason);
      },
      async closed() {
        note("closed");
        await inner.closed?.();
      },
    };
  }

  const none = addressSet();
  const door = openLineListener(
    {
      name: "test",
      hostname: "127.0.0.1",
      port: 0,
      writeTimeoutMs: 10_000,
      trustedProxies: none,
      messages: { perSecond: 1_000, burst: 1_000 },
      caps: { total: 100, unauthenticated: 50, perAddress: 10, exempt: none, ...options.caps },
      ...options.door,
    },
    { helloTimeoutMs: 30_000, idleTimeoutMs: 300_000, frameBytesMax: 8192, session, ...options.sessions },
    { turns: createTurns(), clock, log: createLog((record) => logged.push(record)), ...options.parts },
  );

  return {
    clock,
    door,
    logged,
    heard,
    lines,
    until(event, count = 1) {
      if (isReached(event, count)) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ event, count, resolve });
      return withPatience(promise, `No session heard "${event}", or not as often`);
    },
    async connect() {
      const client = new Client(await Deno.connect({ hostname: "127.0.0.1", port: door.port }));
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.close();
      await withPatience(door.stop(1_000), "The door does not close");
    },
  };
}

const RESET = -1;
/** What it came to that the client waits for, where it does not come. */
const NOTHING_SAID = "Could not read on: the server says nothing, and does not end the line";
const NOTHING_READ = "Could not write on: the server does not read";

/** The peer of a line. */
export class Client {
  #isOpen = true;

  constructor(readonly connection: Deno.TcpConn) {}

  async send(data: string | Uint8Array): Promise<void> {
    let rest = typeof data === "string" ? bytes(data) : data;
    while (rest.byteLength > 0) {
      rest = rest.subarray(await withPatience(this.connection.write(rest), NOTHING_READ));
    }
  }

  /** Exactly `count` bytes as text, or what came before the end. */
  async receive(count: number): Promise<string> {
    return new TextDecoder().decode(await this.receiveBytes(count));
  }

  /** Exactly `count` bytes, or what came before the end. */
  async receiveBytes(count: number): Promise<Uint8Array> {
    const buffer = new Uint8Array(count);
    let held = 0;
    while (held < count) {
      const read = await withPatience(this.connection.read(buffer.subarray(held)), NOTHING_SAID);
      if (read === null) break;
      held += read;
    }
    return buffer.subarray(0, held);
  }

  /** Everything up to the end; closes. A reset counts as the end. */
  async receiveAll(): Promise<string> {
    const buffer = new Uint8Array(4096);
    const read = () => withPatience(this.connection.read(buffer).catch(() => RESET), NOTHING_SAID);
    let text = "";
    for (let count = await read(); count !== null; count = await read()) {
      if (count === RESET) {
        text += "<reset>";
        break;
      }
      text += new TextDecoder().decode(buffer.subarray(0, count));
    }
    this.close();
    return text;
  }

  close(): void {
    if (this.#isOpen) this.connection.close();
    this.#isOpen = false;
  }
}
