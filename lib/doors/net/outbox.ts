/** What waits to be written to one connection: bounded in bytes and in time. */
import type { Clock } from "../../platform/clock.ts";
import type { Watched } from "../../platform/looks.ts";

/** Several small messages go out in one write of at most so many bytes. */
const WRITE_BYTES_MAX = 16 * 1024;

/** The queue of whom nothing waits for. Never pushed to. */
const NOTHING: Uint8Array[] = [];

/** What is behind an outbox. */
export interface OutboxTarget {
  /** Writes some of the bytes and tells how many, as `Deno.Conn.write` does. */
  write(bytes: Uint8Array): Promise<number>;
  /** Called at most once: a full outbox, a stalled reader or a failed write. Nothing is written afterwards. */
  failed(reason: string): void;
}

export interface OutboxLimits {
  /** How much may wait, bytes. */
  readonly outboxBytesMax: number;
  /** How long the peer may take nothing at all, milliseconds. */
  readonly writeTimeoutMs: number;
  readonly clock: Pick<Clock, "monotonicMs">;
}

/** A class, as thousands of them are idle: functions of a closure would be made for each. */
export class Outbox implements Watched {
  readonly #target: OutboxTarget;
  readonly #limits: OutboxLimits;
  #queue = NOTHING;
  #waitingBytes = 0;
  #isOpen = true;
  #isDropped = false;
  #writing: Promise<void> | null = null;
  /** When the write began that is not done. */
  #writesSinceMs = Infinity;

  /** @param limits of all outboxes of a door */
  constructor(target: OutboxTarget, limits: OutboxLimits) {
    this.#target = target;
    this.#limits = limits;
  }

  /** Queues a copy of the bytes. Does nothing after `end`, `drop` or a failure. */
  send(bytes: Uint8Array): void {
    if (!this.#isOpen || bytes.byteLength === 0) return;
    if (this.#waitingBytes + bytes.byteLength > this.#limits.outboxBytesMax) return this.#fail("its outbox is full");
    if (this.#queue === NOTHING) this.#queue = [];
    this.#queue.push(bytes.slice());
    this.#waitingBytes += bytes.byteLength;
    this.#writing ??= this.#writeAll();
  }

  /** Takes nothing more; resolves once everything is out, or will never be. */
  async end(): Promise<void> {
    this.#isOpen = false;
    await this.#writing;
  }

  /** Forgets what waits. */
  drop(): void {
    this.#isOpen = false;
    this.#isDropped = true;
    this.#queue = NOTHING;
  }

  /** Whether the peer takes something in time. */
  look(nowMs: number): void {
    if (nowMs - this.#writesSinceMs >= this.#limits.writeTimeoutMs) this.#fail("it does not read");
  }

  async #writeAll(): Promise<void> {
    // Whatever else is sent in this turn of the loop goes out in the same write.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      let rest = this.#takeChunk();
      while (rest.byteLength > 0 && !this.#isDropped) {
        const written = await this.#writeSome(rest);
        this.#waitingBytes -= written;
        rest = rest.subarray(written);
      }
    }
    this.#queue = NOTHING;
    this.#writing = null;
  }

  async #writeSome(bytes: Uint8Array): Promise<number> {
    this.#writesSinceMs = this.#limits.clock.monotonicMs();
    try {
      return await this.#target.write(bytes);
    } catch {
      this.#fail("it went away");
      return bytes.byteLength;
    } finally {
      this.#writesSinceMs = Infinity;
    }
  }

  #takeChunk(): Uint8Array {
    const queue = this.#queue;
    let count = 1;
    let bytes = queue[0]?.byteLength ?? 0;
    while (count < queue.length && bytes + (queue[count]?.byteLength ?? 0) <= WRITE_BYTES_MAX) {
      bytes += queue[count]?.byteLength ?? 0;
      count += 1;
    }
    return concatenate(queue.splice(0, count), bytes);
  }

  #fail(reason: string): void {
    if (this.#isDropped) return;
    this.drop();
    this.#target.failed(reason);
  }
}

function concatenate(parts: readonly Uint8Array[], byteLength: number): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(byteLength);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}
