/** What goes out on one socket. A reader that does not keep up is dropped, not buffered for without end. */

/** The socket, as `lib/net/` gives it. */
export interface ClientSocket {
  /** The player's address. */
  readonly address: string;
  /** Bytes that were sent and have not left yet. */
  readonly bufferedBytes: number;
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Ends the connection without a closing handshake. */
  terminate(): void;
  ping(): void;
}

export const BUFFERED_BYTES_MAX = 256 * 1_024;

export interface Outgoing {
  send(message: object): void;
  sendText(text: string): void;
  /** The `id` of the message being handled: objects sent meanwhile carry it back. */
  answering(id: string | number | undefined): void;
  /** Holds everything back until `release` or `discard`. */
  hold(): void;
  release(): void;
  discard(): void;
}

/** @param onSlow runs when the reader does not keep up */
export function createOutgoing(socket: ClientSocket, onSlow: () => void): Outgoing {
  let requestId: string | number | undefined;
  let held: string[] | null = null;

  const sendText = (text: string) => {
    if (held !== null) {
      held.push(text);
      return;
    }
    if (socket.bufferedBytes > BUFFERED_BYTES_MAX) onSlow();
    else socket.send(text);
  };
  return {
    sendText,
    send: (message) => sendText(JSON.stringify(requestId === undefined ? message : { ...message, id: requestId })),
    answering(id) {
      requestId = id;
    },
    hold() {
      held = [];
    },
    release() {
      const texts = held ?? [];
      held = null;
      texts.forEach(sendText);
    },
    discard() {
      held = null;
    },
  };
}
