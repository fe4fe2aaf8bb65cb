/** The server's side of a socket without a network: what is sent to it is kept, and can be waited for. */
import type { ClientSocket } from "../../lib/doors/websocket/outgoing.ts";
import { withPatience } from "../../lib/testing/patience.ts";

export interface FakeSocket extends ClientSocket {
  bufferedBytes: number;
  /** Everything sent, as texts. */
  readonly sent: readonly string[];
  /** The code and the reason it was closed with. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly closedWith: { readonly code: number; readonly reason: string } | null;
  readonly isTerminated: boolean;
  readonly pings: number;
  /** The next message that nobody has taken yet, as text. */
  nextText(): Promise<string>;
  /** The same, as JSON. */
  next(): Promise<Record<string, unknown>>;
}

export function createFakeSocket(address = "203.0.113.5"): FakeSocket {
  const sent: string[] = [];
  const closed = Promise.withResolvers<{ code: number; reason: string }>();
  let taken = 0;
  let arrived = Promise.withResolvers<void>();
  let closedWith: { code: number; reason: string } | null = null;
  let isTerminated = false;
  let pings = 0;

  const nextText = async () => {
    while (taken >= sent.length) await withPatience(arrived.promise, "The server sends nothing more");
    return sent[taken++]!;
  };
  return {
    address,
    bufferedBytes: 0,
    sent,
    get closed() {
      return withPatience(closed.promise, "The server does not close the socket");
    },
    get closedWith() {
      return closedWith;
    },
    get isTerminated() {
      return isTerminated;
    },
    get pings() {
      return pings;
    },
    send(text) {
      sent.push(text);
      arrived.resolve();
      arrived = Promise.withResolvers();
    },
    close(code, reason) {
      if (closedWith !== null) throw new Error("Could not close the socket: it was closed before");
      closedWith = { code, reason };
      closed.resolve(closedWith);
    },
    terminate: () => void (isTerminated = true),
    ping: () => void pings++,
    nextText,
    next: async () => JSON.parse(await nextText()),
  };
}
