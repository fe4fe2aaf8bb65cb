/** The socket of one line: a bounded outbox in front, and a close that lets the peer read what was sent. */
import type { Clock } from "../../platform/clock.ts";
import type { Watched } from "../../platform/looks.ts";
import type { LineCounters } from "./line_counters.ts";
import { Outbox, type OutboxLimits, type OutboxTarget } from "./outbox.ts";

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

/** Of all lines of a door. */
export interface LineSocketLimits extends OutboxLimits {
  readonly counters: LineCounters;
  readonly clock: Clock;
}

export interface LineSocketOwner {
  /** The peer does not read, or is gone; the socket is already closed. */
  lost(reason: string): void;
}

/** A class, as thousands of them are idle: functions of a closure would be made for each. */
export class LineSocket implements OutboxTarget, Watched {
  readonly #socket: TcpSocket;
  readonly #owner: LineSocketOwner;
  readonly #limits: LineSocketLimits;
  readonly #outbox: Outbox;
  #isOpen = true;
  #finishing: Promise<void> | null = null;
  #discardedBytes = 0;
  #cancelLinger: (() => void) | null = null;

  constructor(socket: TcpSocket, owner: LineSocketOwner, limits: LineSocketLimits) {
    this.#socket = socket;
    this.#owner = owner;
    this.#limits = limits;
    this.#outbox = new Outbox(this, limits);
  }

  /** As `Deno.Conn.read`. */
  read(into: Uint8Array): Promise<number | null> {
    return this.#socket.read(into);
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
    this.#cancelLinger = this.#limits.clock.after(LINGER_MS, () => this.close());
    await this.#socket.closeWrite().catch(() => this.close());
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
    this.#cancelLinger?.();
    this.#outbox.drop();
    this.#socket.close();
  }

  /** Whether the peer takes in time what is written to it. */
  look(nowMs: number): void {
    this.#outbox.look(nowMs);
  }

  /** For the outbox. */
  async write(bytes: Uint8Array): Promise<number> {
    const written = await this.#socket.write(bytes);
    this.#limits.counters.sentBytes += written;
    return written;
  }

  /** For the outbox. */
  failed(reason: string): void {
    this.close();
    this.#owner.lost(reason);
  }
}
