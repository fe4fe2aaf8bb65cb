/** The socket of one line: a bounded outbox in front, and a close that lets the peer read what was sent. */
import type { Clock } from "../../platform/clock.ts";
import type { LineCounters } from "./line_counters.ts";
import { Outbox } from "./outbox.ts";

/** How long the peer has to close its side after ours is closed, and how much it may still send meanwhile. */
const LINGER_MS = 2_000;
const LINGER_BYTES_MAX = 64 * 1024;

/** What is needed of a `Deno.TcpConn`. */
export interface TcpSocket {
  readonly remoteAddr: { readonly hostname: string };
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  closeWrite(): Promise<void>;
  close(): void;
}

export interface LineSocketParts {
  readonly socket: TcpSocket;
  readonly outboxBytesMax: number;
  readonly writeTimeoutMs: number;
  readonly counters: LineCounters;
  readonly clock: Clock;
  /** The peer does not read, or is gone; the socket is already closed. */
  failed(reason: string): void;
}

export class LineSocket {
  readonly #parts: LineSocketParts;
  readonly #outbox: Outbox;
  #isOpen = true;
  #finishing: Promise<void> | null = null;
  #discardedBytes = 0;
  #cancelLinger = () => {};

  constructor(parts: LineSocketParts) {
    this.#parts = parts;
    this.#outbox = new Outbox({
      write: (bytes) => this.#write(bytes),
      bytesMax: parts.outboxBytesMax,
      writeTimeoutMs: parts.writeTimeoutMs,
      clock: parts.clock,
      failed: (reason) => {
        this.close();
        parts.failed(reason);
      },
    });
  }

  /** As `Deno.Conn.read`. */
  read(into: Uint8Array): Promise<number | null> {
    return this.#parts.socket.read(into);
  }

  send(bytes: Uint8Array): void {
    this.#outbox.send(bytes);
  }

  /**
   * Sends what waits, then the end of our side. The owner reads on until the peer's end and gives what comes to
   * `discard`: a socket closed with unread bytes resets the peer, which may then lose what was sent last.
   */
  finish(): Promise<void> {
    this.#finishing ??= this.#finish();
    return this.#finishing;
  }

  async #finish(): Promise<void> {
    await this.#outbox.end();
    if (!this.#isOpen) return;
    this.#cancelLinger = this.#parts.clock.after(LINGER_MS, () => this.close());
    await this.#parts.socket.closeWrite().catch(() => this.close());
  }

  /** Counts bytes that came too late. */
  discard(count: number): void {
    this.#discardedBytes += count;
    if (this.#discardedBytes > LINGER_BYTES_MAX) this.close();
  }

  /** At once; a read that waits fails. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#cancelLinger();
    this.#outbox.drop();
    this.#parts.socket.close();
  }

  async #write(bytes: Uint8Array): Promise<number> {
    const written = await this.#parts.socket.write(bytes);
    this.#parts.counters.sentBytes += written;
    return written;
  }
}
