/**
 * One HTTP connection: its calls are answered in turn, however many are sent ahead, and its deadlines are looked at once
 * a second, as timers for each request would cost more than it.
 */
import type { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import { badRequest, type Refusal, refusalText, requestTimeout } from "./http_refusal.ts";
import { originIn } from "./http_head.ts";
import type { TcpStream } from "./tcp_stream.ts";
import type { Turns } from "./turns.ts";

/** Between two looks at a connection, milliseconds. Every deadline is kept to within one more look. */
export const LOOK_EVERY_MS = 1_000;

/** With so many calls unanswered nothing more is read (RFC 9112, 9.3.2); what one share of bytes brings is taken still. */
const AHEAD_MAX = 16;

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

/** A request whose headers are there, and its answer. */
export interface Call {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** The client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
}

interface HttpConnectionParts {
  readonly deadlines: HttpDeadlines;
  readonly turns: Turns;
  /** Resolves once the call is answered, or never will be: whether another may follow. Never rejects. */
  serve(call: Call): Promise<boolean>;
  /** An answer to a call that is whole in these bytes, to be written at once; null where it goes the usual way. */
  answerAtOnce(share: Buffer, peer: string): Uint8Array | null;
  /** What every answer carries, for the page that asked. */
  headersFor(origin: string | undefined): Readonly<Record<string, string>>;
}

export class HttpConnection {
  readonly #stream: TcpStream;
  readonly #parts: HttpConnectionParts;
  /** In the order of their coming; the first is being answered. */
  readonly #calls: Call[] = [];
  /** The request that came last, while its body may still be coming. */
  #incoming: IncomingMessage | null = null;
  /** What has come of a request whose headers are not whole. The parser bounds it. */
  #head: Buffer[] = [];
  /** What had been given on when the last answer was done. */
  #bytesBefore = 0;
  /** The client has said that nothing follows. */
  #isLastTaken = false;
  /** Once everything that was taken is answered, the connection ends. */
  #isEnding = false;
  /** To be said behind the last answer. */
  #refusal: Refusal | null = null;
  /** To be done behind the last answer: the connection speaks something else from then on. */
  #handOver: (() => void) | null = null;
  /** Looks since the request that is coming began, or since the last answer. */
  #looks = 0;
  #isComing = true;

  constructor(stream: TcpStream, parts: HttpConnectionParts) {
    this.#stream = stream;
    this.#parts = parts;
    stream.onShare = (share) => this.#answerAtOnce(share) ?? this.#note(share);
  }

  /** Whether nobody waits for anything here: no call is being answered, nor has any of a further one come. */
  get isIdle(): boolean {
    return this.#calls.length === 0 && this.#stream.bytesRead === this.#bytesBefore;
  }

  /** The headers of a request are there. It is answered in its turn, unless the connection is ending. */
  take(call: Call): void {
    if (this.#isEnding || this.#isLastTaken) return;
    if (!this.#isComing || this.#calls.length > 0) this.#looks = 0;
    this.#isComing = true;
    this.#incoming = call.incoming;
    // What is left of the last share may be the next head.
    this.#head = this.#head.slice(-1);
    this.#calls.push(call);
    this.#isLastTaken = isLast(call.incoming);
    if (this.#calls.length >= AHEAD_MAX) this.#stream.hold();
    if (this.#calls.length === 1) void this.#answerAll();
  }

  /** Gives the connection to whoever upgrades it, behind the answers that are being made (RFC 9110, 7.8). */
  upgrade(handOver: () => void): void {
    if (this.#isEnding || this.#isLastTaken) return;
    if (this.#calls.length === 0) return handOver();
    this.#handOver = handOver;
  }

  /** Answers outside of any response, behind those that are being made, and closes. */
  refuse(refusal: Refusal): void {
    if (this.#isEnding) return;
    const last = this.#calls.at(-1);
    const isWhole = last?.incoming.complete ?? true;
    // RFC 9112, 9.6: what follows the last request is none.
    if (isWhole && this.#isLastTaken) return;
    this.#isEnding = true;
    // Of a request that is not whole there will be no answer, unless one is half out: it would only be garbled.
    if (last !== undefined && !isWhole) {
      if (last.outgoing.headersSent) return void this.#stream.destroySoon();
      this.#calls.pop();
    }
    this.#refusal = refusal;
    if (this.#calls.length === 0) this.#end();
  }

  /** Nothing more is to come: what is whole is answered, what is not is told so. */
  cutShort(): void {
    if (this.#incoming?.complete === false) this.refuse(badRequest);
  }

  /** Closes once the answers that are being made are out. */
  stop(): void {
    const last = this.#calls.at(-1);
    if (last === undefined) return void this.#stream.destroy();
    if (!last.outgoing.headersSent) last.outgoing.setHeader("connection", "close");
    this.#isEnding = true;
  }

  /** Ends the connection when one of its deadlines has passed. To be called every `LOOK_EVERY_MS`. */
  look(): void {
    const { writeTimeoutMs } = this.#parts.deadlines;
    if (this.#stream.countStalled() * LOOK_EVERY_MS > writeTimeoutMs) return void this.#stream.destroy();
    // While it is held, it is we who do not read.
    if (this.#isEnding || this.#stream.isHeld) return;
    if (!this.#isComing && !this.isIdle && this.#calls.length === 0) {
      this.#isComing = true;
      this.#looks = 0;
    }
    this.#looks += 1;
    if (this.#looks * LOOK_EVERY_MS > this.#deadlineMs()) this.#expire();
  }

  /** Where nothing has come since the connection was idle, and its last answer is out. */
  #answerAtOnce(share: Buffer): Uint8Array | null {
    const isFirst = this.#stream.bytesRead - share.byteLength === this.#bytesBefore;
    if (!isFirst || !this.#stream.isWritten) return null;
    const answer = this.#parts.answerAtOnce(share, this.#stream.remoteAddress);
    if (answer !== null) this.#beIdle();
    return answer;
  }

  /** Keeps what may be of a head. */
  #note(share: Buffer): null {
    if (!this.#isEnding && this.#incoming?.complete !== false) this.#head.push(share);
    return null;
  }

  async #answerAll(): Promise<void> {
    for (let call = this.#calls[0]; call !== undefined; call = this.#calls[0]) {
      const mayGoOn = await this.#parts.serve(call);
      if (this.#stream.destroyed) return;
      if (this.#calls[0] === call) this.#calls.shift();
      if (!mayGoOn) this.#calls.length = 0;
      this.#isEnding ||= !mayGoOn;
      if (this.#calls.length < AHEAD_MAX) this.#stream.release();
      // Whoever sends ahead lets everybody else go first.
      if (this.#calls.length > 0) await this.#parts.turns.next();
    }
    if (this.#isEnding || this.#isLastTaken) return this.#end();
    if (this.#handOver !== null) return this.#handOver();
    this.#beIdle();
  }

  #beIdle(): void {
    this.#incoming = null;
    this.#head = [];
    this.#isComing = false;
    this.#bytesBefore = this.#stream.bytesRead;
    this.#looks = 0;
  }

  #end(): void {
    if (this.#refusal !== null && this.#stream.writable) {
      const origin = this.#incoming?.complete === false ? this.#incoming.headers.origin : originIn(this.#head);
      this.#stream.write(refusalText(this.#refusal, this.#parts.headersFor(origin)));
    }
    this.#refusal = null;
    this.#stream.release();
    this.#stream.destroySoon();
  }

  #deadlineMs(): number {
    const { requestTimeoutMs, headersTimeoutMs, keepAliveMs } = this.#parts.deadlines;
    if (this.#incoming !== null) return this.#incoming.complete ? Infinity : requestTimeoutMs;
    return this.#isComing ? headersTimeoutMs : keepAliveMs;
  }

  #expire(): void {
    if (this.isIdle) this.#stream.destroy();
    else this.refuse(requestTimeout);
  }
}

/** Whether the client says, or its version of HTTP means, that it asks for nothing more (RFC 9112, 9.3). */
function isLast({ headers, httpVersion }: IncomingMessage): boolean {
  const options = headers.connection?.toLowerCase().split(",").map((option) => option.trim()) ?? [];
  return options.includes("close") || (httpVersion === "1.0" && !options.includes("keep-alive"));
}
