/** The deadlines of one HTTP connection, looked at once a second: timers for each request would cost more than it. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Refusal, refusalText, requestTimeout } from "./http_refusal.ts";
import type { TcpStream } from "./tcp_stream.ts";

/** Between two looks at a connection, milliseconds. Every deadline is kept to within one more look. */
export const lookEveryMs = 1_000;

/** Requests that a client may send ahead without waiting for the answers. */
const pipelinedMax = 16;

export interface HttpDeadlines {
  /** From the first moment, or the first byte of a further request, until the headers are there; milliseconds. */
  readonly headersTimeoutMs: number;
  /** From the same moment until the whole request is there; milliseconds. */
  readonly requestTimeoutMs: number;
  /** How long a connection may wait for a further request, milliseconds. */
  readonly keepAliveMs: number;
  /** How long a client may take nothing of what is sent to it, milliseconds. */
  readonly writeTimeoutMs: number;
}

export class HttpConnection {
  readonly #stream: TcpStream;
  readonly #deadlines: HttpDeadlines;
  readonly #answering: ServerResponse[] = [];
  /** The request that came last, while its body may still be coming. */
  #incoming: IncomingMessage | null = null;
  /** What had been read when the last answer was done. */
  #bytesBefore = 0;
  #hasAnswered = false;
  #isEnding = false;
  /** Looks since the request that is coming began, or since the last answer. */
  #looks = 0;
  #isComing = true;

  constructor(stream: TcpStream, deadlines: HttpDeadlines) {
    this.#stream = stream;
    this.#deadlines = deadlines;
  }

  /** The headers of a request are there. False when it is not to be answered, as the connection is ending. */
  begin(request: IncomingMessage, response: ServerResponse): boolean {
    if (this.#isEnding) return false;
    if (this.#answering.length >= pipelinedMax) {
      this.#stream.destroy();
      return false;
    }
    if (!this.#isComing || this.#answering.length > 0) this.#looks = 0;
    this.#isComing = true;
    this.#incoming = request;
    this.#answering.push(response);
    return true;
  }

  /** A request has been answered, or never will be. */
  answered(response: ServerResponse): void {
    const index = this.#answering.indexOf(response);
    if (index >= 0) this.#answering.splice(index, 1);
    if (this.#answering.length > 0) return;
    if (this.#isEnding) return this.#stream.destroySoon();
    this.#incoming = null;
    this.#hasAnswered = true;
    this.#isComing = false;
    this.#bytesBefore = this.#stream.bytesRead;
    this.#looks = 0;
  }

  /** Answers outside of any response, and closes. */
  refuse(refusal: Refusal): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    if (!this.#stream.writable) return void this.#stream.destroy();
    // An answer that is half out would only be garbled.
    if (!this.#answering.some(({ headersSent }) => headersSent)) this.#stream.write(refusalText(refusal));
    this.#stream.destroySoon();
  }

  /** Closes once the answers that are being made are out. */
  stop(): void {
    if (this.#answering.length === 0) return void this.#stream.destroy();
    for (const response of this.#answering) {
      if (!response.headersSent) response.setHeader("connection", "close");
    }
    this.#isEnding = true;
  }

  /** Ends the connection when one of its deadlines has passed. To be called every `lookEveryMs`. */
  look(): void {
    if (this.#stream.countStalled() * lookEveryMs > this.#deadlines.writeTimeoutMs) return void this.#stream.destroy();
    if (this.#isEnding) return;
    if (!this.#isComing && this.#answering.length === 0 && this.#stream.bytesRead > this.#bytesBefore) {
      this.#isComing = true;
      this.#looks = 0;
    }
    this.#looks += 1;
    if (this.#looks * lookEveryMs > this.#deadlineMs()) this.#expire();
  }

  #deadlineMs(): number {
    if (this.#incoming !== null) return this.#incoming.complete ? Infinity : this.#deadlines.requestTimeoutMs;
    return this.#isComing ? this.#deadlines.headersTimeoutMs : this.#deadlines.keepAliveMs;
  }

  #expire(): void {
    const isIdle = this.#stream.bytesRead === (this.#hasAnswered ? this.#bytesBefore : 0);
    if (isIdle) this.#stream.destroy();
    else this.refuse(requestTimeout);
  }
}
