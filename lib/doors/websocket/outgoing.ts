/** What goes out on one socket. A reader that does not keep up is dropped, not buffered for without end. */
import type { MessageId } from "./messages.ts";

/** The socket, as `lib/doors/net/` gives it. */
export interface ClientSocket {
  /** The player's address. */
  readonly address: string;
  /** The handshake's, where a caller traces it: https://www.w3.org/TR/trace-context/ */
  readonly traceparent?: string | undefined;
  /** Bytes that were sent and have not left yet. */
  readonly bufferedBytes: number;
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Ends the connection without a closing handshake. */
  terminate(): void;
  ping(): void;
}

export const BUFFERED_BYTES_MAX = 256 * 1_024;

/** Sends to one socket while it is open: once it closes, nothing more (RFC 6455, 5.5.1). */
export interface Outgoing {
  /** @param id of the message that this answers; it replaces one of the object's own */
  send(message: object, id?: MessageId): void;
  sendText(text: string): void;
}

export function encodeMessage(message: object, id: MessageId | undefined): string {
  return JSON.stringify(id === undefined ? message : { ...message, id });
}
