/** One WebSocket as the gateway sees it; `ws` stays on this side. */
import { Buffer } from "node:buffer";
import type { WebSocket } from "ws";
import type { Clock } from "../clock.ts";

/** How long the peer has to answer a close, milliseconds. */
const closeTimeoutMs = 5_000;

export interface WebSocketConnection {
  /** The player's address. */
  readonly address: string;
  /** Bytes that were sent and have not left yet. */
  readonly bufferedBytes: number;
  /** Sends a text message; false when the socket is closing or closed. */
  send(text: string): boolean;
  /** `code` 1000, 1001, 1003, 1008 to 1013 or 4000 to 4999 (RFC 6455, 7.4); `reason` up to 123 bytes of UTF-8. */
  close(code: number, reason: string): void;
  /** Ends the connection without a closing handshake. */
  terminate(): void;
  ping(): void;
}

/** What the gateway wants to hear of one socket. */
export interface WebSocketHandlers {
  text(raw: string): void;
  /** A binary message; its bytes are not kept. */
  binary(): void;
  pong(): void;
  /** Called once, whoever ended it. */
  closed(): void;
}

export function createWebSocketConnection(socket: WebSocket, address: string, clock: Clock): WebSocketConnection {
  const isOpen = () => socket.readyState === socket.OPEN;
  return {
    address,
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    send(text) {
      if (!isOpen()) return false;
      socket.send(text);
      return true;
    },
    close(code, reason) {
      if (!isOpen()) return;
      socket.close(code, reason);
      const cancel = clock.after(closeTimeoutMs, () => socket.terminate());
      socket.once("close", cancel);
    },
    terminate() {
      socket.terminate();
    },
    ping() {
      if (isOpen()) socket.ping();
    },
  };
}

/** Tells the handlers what happens on the socket. */
export function connectHandlers(socket: WebSocket, handlers: WebSocketHandlers): void {
  socket.on("message", (data, isBinary) => {
    if (isBinary) handlers.binary();
    else handlers.text((data as Buffer).toString());
  });
  socket.on("pong", () => handlers.pong());
  // `ws` has already begun to close with the code of RFC 6455 that fits: 1002, 1007, 1009, …
  socket.on("error", () => {});
  socket.on("close", () => handlers.closed());
}
