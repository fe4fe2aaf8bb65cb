/** One TCP connection from accept to close: the driver's side of a `Line`. */
import { parseAddress } from "../../platform/addresses/address.ts";
import type { AddressSet } from "../../platform/addresses/address_set.ts";
import { ProtocolError } from "../../platform/errors.ts";
import { type Log, withFields } from "../../platform/log/log.ts";
import type { Looks, Watched } from "../../platform/looks.ts";
import { type AdmissionParts, admitLine } from "./admission.ts";
import type { Place } from "./connection_caps.ts";
import { describeFailure, isProtocolError } from "./failure.ts";
import type { FloodRests } from "./flood_rests.ts";
import type { Line, LineSession, ListenOptions, StopReason } from "./line.ts";
import { LineSocket, type LineSocketLimits, type LineSocketOwner, type TcpSocket } from "./line_socket.ts";
import type { DoorTrail, LineAttempt, LineTrail } from "./line_trail.ts";
import { createMessageBudget, type MessageBudget, type MessageRate } from "../../platform/message_budget.ts";
import { ReadBuffer } from "./read_buffer.ts";
import type { Turns } from "./turns.ts";

/** An idle line holds a buffer of this size; a busy one reads so much and waits for its turn: its share. */
const READ_SIZES = { idleBytes: 256, busyBytes: 1024 };

/** Where lines that are to end read what nobody looks at, all of them at once. */
const NOBODYS_BYTES = new Uint8Array(16 * 1024);

/** A line that brings bytes more often than this waits for its turn with those that do too, milliseconds. */
const BUSY_WITHIN_MS = 5;

/** Between two looks at the deadlines of lines, which are kept to within it; milliseconds. */
export const LINE_LOOK_EVERY_MS = 1_000;

/** How long a line may say nothing at all, milliseconds. */
const SILENT_TIMEOUT_MS = 15_000;

/** How long a message in hand may still take when its line is to end, milliseconds. */
const FINISH_MS = 5_000;

/** What all lines of a door share. */
export interface LineContext extends AdmissionParts {
  readonly options: ListenOptions;
  readonly socketLimits: LineSocketLimits;
  /** Of the door's lines. */
  readonly looks: Looks<LineConnection>;
  readonly messages: MessageLimit;
  /** Of the whole process. */
  readonly turns: Turns;
  readonly floodRests: FloodRests;
  readonly trail: DoorTrail;
}

/** What one line may bring. */
export interface MessageLimit extends MessageRate {
  /** Addresses that are free of it. */
  readonly exempt: AddressSet;
}

/** How a session hears that the driver ends its line. */
type Goodbye =
  | { readonly call: "stopping"; readonly reason: StopReason }
  | { readonly call: "timedOut"; readonly reason: string };

export class LineConnection implements Line, LineSocketOwner, Watched {
  readonly #id: number;
  readonly #socket: LineSocket;
  readonly #place: Place;
  readonly #context: LineContext;
  /** The peer's, until a PROXY header tells the player's. */
  #address: string;
  #log: Log | null = null;
  #session: LineSession | null = null;
  #trail: LineTrail | null = null;
  #isReceiving = false;
  #hasGreeted = false;
  /** The goodbye that waits for the message in hand. */
  #goodbye: Goodbye | null = null;
  /** Why the line is to end, once it is. */
  #reason: string | null = null;
  /** Null for exempt addresses, and until the player's is known. */
  #budget: MessageBudget | null = null;
  #isFlooding = false;
  /** The player is known. */
  #isKnown = false;
  /** When it must have greeted, and must have said anything; monotonic milliseconds. */
  readonly #helloDueMs: number;
  #muteDueMs: number;
  /** When its peer last said something, from its greeting on. */
  #touchedMs = 0;
  #cancelSilence: (() => void) | null = null;
  #cancelFinish: (() => void) | null = null;

  constructor(id: number, socket: TcpSocket, place: Place, context: LineContext) {
    const { options, clock, socketLimits } = context;
    this.#id = id;
    this.#place = place;
    this.#context = context;
    this.#address = parseAddress(socket.remoteAddr.hostname) ?? socket.remoteAddr.hostname;
    const nowMs = clock.monotonicMs();
    this.#helloDueMs = nowMs + options.helloTimeoutMs;
    this.#muteDueMs = nowMs + SILENT_TIMEOUT_MS;
    this.#socket = new LineSocket(socket, this, socketLimits);
    context.looks.add(this);
  }

  get address(): string {
    return this.#address;
  }

  get log(): Log {
    this.#log ??= withFields(this.#context.log, { line: this.#id, address: this.#address });
    return this.#log;
  }

  attempt(attempt: LineAttempt): void {
    this.#ownTrail().attempt(attempt);
  }

  send(bytes: Uint8Array): void {
    this.#socket.send(bytes);
  }

  message(): void {
    if (this.#budget === null || this.#budget.spend(1)) return;
    this.#isFlooding = true;
    this.#context.floodRests.begin(this.#address);
    throw new ProtocolError("Could not take a message: too many have come");
  }

  close(reason: string): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#cancelTimers();
    this.#socket.finish();
  }

  greeted(): void {
    if (this.#hasGreeted || this.#reason !== null) return;
    this.#hasGreeted = true;
    this.#touchedMs = this.#context.clock.monotonicMs();
  }

  authenticated(): void {
    if (this.#reason !== null) return;
    this.#isKnown = true;
    this.#place.authenticated();
    this.greeted();
  }

  /** Ends the line in order: the message in hand is finished, then the session says goodbye. */
  stop(reason: StopReason): void {
    this.#say({ call: "stopping", reason });
  }

  /** Ends the line at once. */
  abort(reason: string): void {
    this.#reason ??= reason;
    this.#cancelTimers();
    this.#socket.close();
  }

  /** For the socket. */
  lost(reason: string): void {
    this.abort(reason);
  }

  /** Ends the line when one of its deadlines has passed. */
  look(nowMs: number): void {
    this.#socket.look(nowMs);
    if (this.#hasGreeted) {
      if (nowMs - this.#touchedMs >= this.#context.options.idleTimeoutMs) this.#expire("idle timeout");
    } else if (nowMs >= this.#helloDueMs) this.#expire("hello timeout");
    else if (nowMs >= this.#muteDueMs) this.#expire("silent");
  }

  /** The line's whole life; never rejects. */
  async run(): Promise<void> {
    try {
      const admitted = await admitLine(this.#socket, this.#address, this.#place, this.#context);
      if (admitted === null) return this.abort("refused");
      this.#address = admitted.address;
      const { messages } = this.#context;
      if (!messages.exempt.has(this.#address)) this.#budget = createMessageBudget(messages);
      await this.#context.floodRests.over(this.#address);
      await this.#open(admitted.firstBytes);
      await this.#readAll();
      await this.#socket.finish();
    } catch {
      // Only the socket's own errors get here: the peer reset it, or the line was aborted.
      this.#reason ??= "connection lost";
    } finally {
      await this.#end();
    }
  }

  async #open(firstBytes: Uint8Array): Promise<void> {
    if (this.#reason !== null) return;
    const { options, clock } = this.#context;
    this.#call(() => {
      this.#session = options.session(this);
      this.#session.opened?.();
    });
    if (options.silenceMs !== undefined && this.#reason === null) {
      this.#cancelSilence = clock.after(options.silenceMs, () => this.#call(() => this.#session?.silent?.()));
    }
    if (firstBytes.byteLength > 0) await this.#deliver(firstBytes);
  }

  async #readAll(): Promise<void> {
    const { clock, turns } = this.#context;
    const buffer = new ReadBuffer(READ_SIZES);
    let broughtMs = -Infinity;
    for (let count = await this.#socket.read(buffer.into); count !== null;) {
      if (this.#reason !== null) return await this.#discardFrom(count);
      await this.#deliver(buffer.take(count));
      const nowMs = clock.monotonicMs();
      if (nowMs - broughtMs < BUSY_WITHIN_MS) await turns.next();
      broughtMs = nowMs;
      count = await this.#socket.read(buffer.into);
    }
  }

  /** What comes once the line is to end is nobody's: it is read into one place, and costs no memory. */
  async #discardFrom(count: number | null): Promise<void> {
    for (; count !== null; count = await this.#socket.read(NOBODYS_BYTES)) {
      this.#socket.discard(count);
      await this.#context.turns.next();
    }
  }

  async #deliver(bytes: Uint8Array): Promise<void> {
    const { counters, options } = this.#context;
    counters.reads += 1;
    counters.receivedBytes += bytes.byteLength;
    this.#place.spoke();
    this.#muteDueMs = Infinity;
    this.#cancelSilence?.();
    this.#touchedMs = this.#context.clock.monotonicMs();
    // What strangers ask for may cost a challenge or a commit: one of them goes on at a turn, over all lines together.
    if (!this.#isKnown) await this.#context.turns.next();
    if (this.#session === null || this.#reason !== null) return;
    this.#isReceiving = true;
    try {
      if (options.countsMessages !== true) this.message();
      const session = this.#session;
      await this.#ownTrail().run(() => session.receive(bytes));
    } catch (error) {
      this.#fail(error);
    }
    this.#isReceiving = false;
    // A session may have taken the error for one message's.
    if (this.#isFlooding) this.close("too many messages");
    if (this.#goodbye !== null) this.#sayNow(this.#goodbye);
  }

  #ownTrail(): LineTrail {
    return this.#trail ??= this.#context.trail.open(this.#address);
  }

  #expire(reason: string): void {
    this.#say({ call: "timedOut", reason });
  }

  #say(goodbye: Goodbye): void {
    if (this.#reason !== null || this.#goodbye !== null) return;
    if (this.#session === null) return this.abort(goodbye.reason);
    if (!this.#isReceiving) return this.#sayNow(goodbye);
    this.#goodbye = goodbye;
    this.#cancelFinish = this.#context.clock.after(FINISH_MS, () => this.abort(goodbye.reason));
  }

  #sayNow(goodbye: Goodbye): void {
    if (this.#reason !== null) return;
    this.#call(() => {
      if (goodbye.call === "stopping") this.#session?.stopping?.(goodbye.reason);
      else this.#session?.timedOut?.();
    });
    this.close(goodbye.reason);
  }

  /** Calls into the session; what it throws ends this line only. */
  #call(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#reason !== null) return;
    this.#context.counters.failed += 1;
    if (isProtocolError(error)) this.log.info("Closed a line: broken protocol", describeFailure(error));
    else this.log.error("Closed a line: its session failed", describeFailure(error));
    this.close("failed");
  }

  async #end(): Promise<void> {
    this.abort("closed by the peer");
    this.#context.looks.delete(this);
    this.#place.leave();
    this.log.debug("Line closed", { reason: this.#reason });
    try {
      await this.#session?.closed?.();
    } catch (error) {
      this.log.error("Could not end the session of a closed line", describeFailure(error));
    }
  }

  #cancelTimers(): void {
    this.#cancelSilence?.();
    this.#cancelFinish?.();
  }
}
