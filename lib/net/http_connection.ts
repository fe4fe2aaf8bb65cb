/** The deadlines of one HTTP connection. `node:http` has its own, but on the machine's clock and for listeners only. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../clock.ts";
import { type Refusal, refusalText, requestTimeout } from "./http_refusal.ts";
import type { TcpStream } from "./tcp_stream.ts";

/** Requests that a client may send ahead without waiting for the answers. */
const pipelinedMax = 16;

export interface HttpDeadlines {
  /** From the first moment, or the first byte of a further request, until the headers are there; milliseconds. */
  readonly headersTimeoutMs: number;
  /** From the same moment until the whole request is there; milliseconds. */
  readonly requestTimeoutMs: number;
  /** How long a connection may wait for a further request, milliseconds. */
  readonly keepAliveMs: number;
}

export class HttpConnection {
  readonly #stream: TcpStream;
  readonly #clock: Clock;
  readonly #deadlines: HttpDeadlines;
  readonly #answering = new Set<ServerResponse>();
  /** When the request that is coming began; null while none is. */
  #requestStartMs: number | null;
  #hasBytes = false;
  #isEnding = false;
  #cancelDeadline: () => void;

  constructor(stream: TcpStream, clock: Clock, deadlines: HttpDeadlines) {
    this.#stream = stream;
    this.#clock = clock;
    this.#deadlines = deadlines;
    this.#requestStartMs = clock.monotonicMs();
    this.#cancelDeadline = clock.after(deadlines.headersTimeoutMs, () => this.#expire());
    stream.on("data", this.#receive);
    stream.once("close", this.#closed);
  }

  /** The headers of a request are there. False when it is not to be answered, as the connection is ending. */
  begin(request: IncomingMessage, response: ServerResponse): boolean {
    if (this.#isEnding) return false;
    if (this.#answering.size >= pipelinedMax) {
      this.#stream.destroy();
      return false;
    }
    const elapsedMs = this.#clock.monotonicMs() - (this.#requestStartMs ?? this.#clock.monotonicMs());
    this.#requestStartMs = null;
    this.#arm(this.#deadlines.requestTimeoutMs - elapsedMs, () => {
      if (!request.complete) this.#expire();
    });
    this.#answering.add(response);
    response.once("close", () => this.#answered(response));
    return true;
  }

  /** The connection is no longer HTTP: takes its hands off the stream. */
  upgraded(): void {
    this.#cancelDeadline();
    // With a listener left the stream would flow, and lose what comes before the next owner listens.
    this.#stream.off("data", this.#receive);
    this.#stream.off("close", this.#closed);
  }

  /** Answers outside of any response, and closes. */
  refuse(refusal: Refusal): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#cancelDeadline();
    if (!this.#stream.writable) return void this.#stream.destroy();
    // An answer that is half out would only be garbled.
    if (![...this.#answering].some(({ headersSent }) => headersSent)) this.#stream.write(refusalText(refusal));
    this.#stream.destroySoon();
  }

  /** Closes once the answers that are being made are out. */
  stop(): void {
    if (this.#answering.size === 0) return void this.#stream.destroy();
    for (const response of this.#answering) {
      if (!response.headersSent) response.setHeader("connection", "close");
    }
    this.#isEnding = true;
  }

  readonly #receive = (): void => {
    this.#hasBytes = true;
    if (this.#requestStartMs !== null || this.#answering.size > 0 || this.#isEnding) return;
    this.#requestStartMs = this.#clock.monotonicMs();
    this.#arm(this.#deadlines.headersTimeoutMs, () => this.#expire());
  };

  readonly #closed = (): void => this.#cancelDeadline();

  #answered(response: ServerResponse): void {
    this.#answering.delete(response);
    if (this.#answering.size > 0 || this.#stream.destroyed) return;
    if (this.#isEnding) return this.#stream.destroySoon();
    this.#hasBytes = false;
    this.#arm(this.#deadlines.keepAliveMs, () => this.#stream.destroy());
  }

  #expire(): void {
    if (this.#hasBytes) this.refuse(requestTimeout);
    else this.#stream.destroy();
  }

  #arm(delayMs: number, expired: () => void): void {
    this.#cancelDeadline();
    this.#cancelDeadline = this.#clock.after(Math.max(0, delayMs), expired);
  }
}
