/** One WebSocket as the gateway sees it; `ws` stays on this side. */
import { Buffer } from "node:buffer";
import { type RawData, WebSocket } from "ws";
import type { Clock } from "../../platform/clock.ts";
import type { WebSocketCounters } from "./ws_counters.ts";

/** How long the peer has to answer a close, milliseconds. */
const CLOSE_TIMEOUT_MS = 5_000;

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

/** What all connections of a door have in common. */
interface WsShared {
  readonly clock: Clock;
  readonly counters: WebSocketCounters;
}

/** A class, as thousands of them are idle: methods of an object literal would be made for each. */
export class WsConnection implements WebSocketConnection {
  readonly #socket: WebSocket;
  readonly #shared: WsShared;

  constructor(
    socket: WebSocket,
    readonly address: string,
    shared: WsShared,
    readonly traceparent: string | undefined = undefined,
  ) {
    this.#socket = socket;
    this.#shared = shared;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(text: string): boolean {
    if (!this.#isOpen) return false;
    this.#shared.counters.sentBytes += Buffer.byteLength(text);
    this.#socket.send(text);
    return true;
  }

  close(code: number, reason: string): void {
    if (!this.#isOpen) return;
    this.#socket.close(code, reason);
    this.#socket.once("close", this.#shared.clock.after(CLOSE_TIMEOUT_MS, () => this.#socket.terminate()));
  }

  terminate(): void {
    this.#socket.terminate();
  }

  ping(): void {
    if (this.#isOpen) this.#socket.ping();
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }
}

/** Knows who hears of it: `ws` calls its listeners with the socket as `this`, so all sockets have the same ones. */
export class HeardSocket extends WebSocket {
  handlers: WebSocketHandlers = NOBODY;
  counters: Pick<WebSocketCounters, "messages" | "receivedBytes"> = NOWHERE;

  hear(handlers: WebSocketHandlers, counters: WebSocketCounters): void {
    this.handlers = handlers;
    this.counters = counters;
    this.on("message", onMessage);
    this.on("pong", onPong);
    // `ws` has already begun to close with the code of RFC 6455 that fits: 1002, 1007, 1009, …
    this.on("error", ignore);
    this.on("close", onClose);
  }
}

const NOBODY: WebSocketHandlers = { text: ignore, binary: ignore, pong: ignore, closed: ignore };
const NOWHERE = { messages: 0, receivedBytes: 0 };

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  const { handlers, counters } = this as HeardSocket;
  const bytes = data as Buffer;
  counters.messages += 1;
  counters.receivedBytes += bytes.byteLength;
  if (isBinary) handlers.binary();
  else handlers.text(bytes.toString());
}

function onPong(this: WebSocket): void {
  (this as HeardSocket).handlers.pong();
}

function onClose(this: WebSocket): void {
  (this as HeardSocket).handlers.closed();
}

function ignore(): void {}
