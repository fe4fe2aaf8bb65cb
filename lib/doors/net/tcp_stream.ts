/**
 * A connection of our own accept loop as a Node stream, to be given to `node:http`. Listening itself is not left to
 * `node:http`: on Deno 2.9 its listener never accepts again after running out of file descriptors once.
 */
import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";
import { parseAddress } from "../../platform/addresses/address.ts";
import type { Clock } from "../../platform/clock.ts";
import type { TcpSocket } from "./line_socket.ts";
import type { Turns } from "./turns.ts";

/** Most requests fit into one read of this size; an idle connection holds a buffer of it. */
const IDLE_READ_BYTES = 1024;
/** An idle WebSocket holds this: thousands of them bring a pong now and then, or a short message. */
const LITTLE_READ_BYTES = 256;
const BUSY_READ_BYTES = 16 * 1024;
/** So much is given on at a time: a client that sends as fast as it can has its share, and waits for its turn. */
const SHARE_BYTES = 1024;

const nothing = Buffer.alloc(0);

/** How long the peer has to close its side after ours is closed, milliseconds. */
const LINGER_MS = 2_000;

type Done = (error?: Error | null) => void;

export class TcpStream extends Duplex {
  /** The peer's address, canonical. */
  readonly remoteAddress: string;
  /** Given on so far. */
  bytesRead = 0;
  /** Hears of everything that is given on, before it is; what it answers is written instead, and nothing is given on. */
  onShare: (share: Buffer) => Uint8Array | null = giveOn;
  /**
   * Whoever hears of the end and the close makes errors that nobody reads: `ws` ends what has ended, three times, and
   * Deno formats the stack of the error that each makes, which took two fifths of a connect and a close. Then stacks are
   * left out.
   */
  endsWithoutStacks = false;
  readonly #socket: TcpSocket;
  readonly #clock: Clock;
  readonly #turns: Turns;
  /** Read, and not given on yet. */
  #rest = nothing;
  /** The last read filled its buffer: more is waiting. */
  #isBusy = false;
  #isHeld = false;
  #isWanted = false;
  /** Of the buffer while nothing much comes. */
  #idleBytes = IDLE_READ_BYTES;
  #buffer = new Uint8Array(IDLE_READ_BYTES);
  /** What is being written, and whom to tell. */
  #unwritten: Uint8Array | null = null;
  #written: Done = ignore;
  /** What its user wants written, or ended, while an answer is on its way. */
  #afterAnswer: (() => void) | null = null;
  #stalledChecks = 0;
  #cancelLinger = ignore;

  constructor(socket: TcpSocket, { clock, turns }: { readonly clock: Clock; readonly turns: Turns }) {
    super({ allowHalfOpen: true });
    this.#socket = socket;
    this.#clock = clock;
    this.#turns = turns;
    this.remoteAddress = parseAddress(socket.remoteAddr.hostname) ?? socket.remoteAddr.hostname;
    // Resets are everyday; whoever uses the stream hears of them by its close.
    this.on("error", ignore);
  }

  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (!this.endsWithoutStacks || (event !== "end" && event !== "close")) return super.emit(event, ...values);
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return super.emit(event, ...values);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  /** `node:http` and `ws` set timeouts where a socket has them; here the deadlines are the listener's. */
  setTimeout(): this {
    return this;
  }

  /**
   * What comes from now on is read and forgotten. For a stream that `node:http` could not parse: Deno 2.9 gives its parser
   * to the next connection then, and goes on feeding it with what the first one sends.
   */
  deafen(): void {
    this.onShare = giveOn;
    for (const event of ["data", "end"]) this.removeAllListeners(event);
    this.resume();
  }

  /** For a WebSocket: its user has heard enough of what comes, and little is to come at a time. */
  readLittle(): void {
    this.onShare = giveOn;
    this.#idleBytes = LITTLE_READ_BYTES;
  }

  /** Ends our side, and the whole once the peer ends too or has had its time: a client still sending can read why. */
  destroySoon(): void {
    if (this.destroyed) return;
    this.end();
    this.once("end", () => this.destroy());
    this.resume();
    this.#cancelLinger();
    this.#cancelLinger = this.#clock.after(LINGER_MS, () => this.destroy());
  }

  /**
   * Called again and again: how many calls in a row have found the peer taking nothing of what is written to it. A
   * timer for each write would cost more than the write.
   */
  countStalled(): number {
    this.#stalledChecks = this.#unwritten === null ? 0 : this.#stalledChecks + 1;
    return this.#stalledChecks;
  }

  /** Gives nothing more on, and reads nothing more, until `release`. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    if (!this.#isWanted) return;
    this.#isWanted = false;
    this._read();
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Whether all that was to be written is. */
  get isWritten(): boolean {
    return this.#unwritten === null && this.writableLength === 0;
  }

  override _read(): void {
    if (this.#isHeld) this.#isWanted = true;
    else if (this.#isBusy || this.#rest.byteLength > 0) void this.#turns.next().then(this.#goOn);
    else this.#goOn();
  }

  readonly #goOn = (): void => {
    if (this.destroyed) return;
    if (this.#isHeld) this.#isWanted = true;
    else if (this.#rest.byteLength > 0) this.#giveShare();
    else this.#socket.read(this.#buffer).then(this.#received, this.#failed);
  };

  readonly #received = (count: number | null): void => {
    if (count === null) return void this.push(null);
    this.#rest = Buffer.allocUnsafe(count);
    this.#rest.set(this.#buffer.subarray(0, count));
    this.#isBusy = count === this.#buffer.byteLength && count >= IDLE_READ_BYTES;
    const nextBytes = this.#nextBytes(count);
    if (this.#buffer.byteLength !== nextBytes) this.#buffer = new Uint8Array(nextBytes);
    this.#giveShare();
  };

  /** How large the buffer is to be, after a read of `count` bytes. */
  #nextBytes(count: number): number {
    if (count < this.#buffer.byteLength) return this.#idleBytes;
    return count < IDLE_READ_BYTES ? IDLE_READ_BYTES : BUSY_READ_BYTES;
  }

  #giveShare(): void {
    const share = this.#rest.subarray(0, SHARE_BYTES);
    this.#rest = this.#rest.byteLength > SHARE_BYTES ? this.#rest.subarray(SHARE_BYTES) : nothing;
    this.bytesRead += share.byteLength;
    const answer = this.onShare(share);
    if (answer === null) this.push(share);
    else this.#writeNow(answer, this.#answered);
  }

  readonly #answered = (): void => {
    const next = this.#afterAnswer;
    this.#afterAnswer = null;
    next?.();
    this._read();
  };

  readonly #failed = (error: Error): void => {
    this.#unwritten = null;
    this.destroy(error);
  };

  override _write(chunk: Uint8Array, _encoding: string, written: Done): void {
    if (this.#isAnswering) this.#afterAnswer = () => this.#writeNow(chunk, written);
    else this.#writeNow(chunk, written);
  }

  get #isAnswering(): boolean {
    return this.#unwritten !== null && this.#written === this.#answered;
  }

  #writeNow(chunk: Uint8Array, written: Done): void {
    this.#unwritten = chunk;
    this.#written = written;
    this.#socket.write(chunk).then(this.#advance, this.#failed);
  }

  override _writev(chunks: { readonly chunk: Uint8Array }[], written: Done): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), "buffer", written);
  }

  readonly #advance = (count: number): void => {
    if (this.#unwritten === null) return;
    this.#stalledChecks = 0;
    if (count < this.#unwritten.byteLength) {
      this.#unwritten = this.#unwritten.subarray(count);
      this.#socket.write(this.#unwritten).then(this.#advance, this.#failed);
      return;
    }
    this.#unwritten = null;
    this.#written();
  };

  override _final(ended: Done): void {
    if (this.#isAnswering) this.#afterAnswer = () => this._final(ended);
    else this.#socket.closeWrite().then(() => ended(), () => ended());
  }

  override _destroy(error: Error | null, destroyed: Done): void {
    this.#cancelLinger();
    this.#socket.close();
    destroyed(error);
  }
}

function ignore(): void {}

function giveOn(): null {
  return null;
}
