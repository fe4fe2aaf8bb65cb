import { createTestClock } from "../../support/test_clock.ts";
import { createGatehouseClient } from "../../../static/client.js";

/** The other end of one WebSocket of the client, moved by hand. */
export interface FakeSocket {
  readonly url: string;
  readonly sent: Record<string, unknown>[];
  readonly closed: boolean;
  open(): void;
  receive(message: object | string): void;
  /** Answers the newest message with its own `id`. */
  answer(message: object): void;
  end(code: number): void;
}

/** A `WebSocket` class whose instances land in `sockets`. */
function createFakeSockets() {
  const sockets: FakeSocket[] = [];

  class Socket extends EventTarget {
    readonly OPEN = 1;
    readyState = 0;
    readonly sent: Record<string, unknown>[] = [];
    constructor(readonly url: string) {
      super();
      sockets.push(this);
    }
    get closed() {
      return this.readyState === 3;
    }
    send(text: string) {
      this.sent.push(JSON.parse(text));
    }
    close() {
      this.readyState = 3;
    }
    open() {
      this.readyState = 1;
      this.dispatchEvent(new Event("open"));
    }
    receive(message: object | string) {
      const data = typeof message === "string" ? message : JSON.stringify(message);
      this.dispatchEvent(new MessageEvent("message", { data }));
    }
    answer(message: object) {
      this.receive({ ...message, id: this.sent.at(-1)?.id });
    }
    end(code: number) {
      this.readyState = 3;
      this.dispatchEvent(new CloseEvent("close", { code }));
    }
  }
  return { sockets, Socket: Socket as unknown as new (url: string | URL) => WebSocket };
}

/** A signed-in client on fake sockets and a clock of its own; jitter is off: a pause is always the whole of it. */
export function createTestClient(options: { token?: string } = {}) {
  const clock = createTestClock();
  const { sockets, Socket } = createFakeSockets();
  const shelf = createShelf();
  if (options.token !== undefined) shelf.setItem("game_token", options.token);
  const client = createGatehouseClient({
    baseUrl: "https://play.example/gate",
    storage: { local: createShelf(), session: shelf },
    WebSocket: Socket,
    clock,
    random: () => 1,
  });
  const socket = () => {
    const newest = sockets.at(-1);
    if (newest === undefined) throw new Error("No socket was opened");
    return newest;
  };
  return { client, clock, sockets, socket, shelf };
}

export function createShelf() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

/** Lets every promise that can go on do so. */
export async function settle() {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
