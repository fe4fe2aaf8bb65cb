/** What waits to be written to one connection: bounded in bytes and in time. */
import type { Clock } from "../../platform/clock.ts";

/** Several small messages go out in one write of at most so many bytes. */
const WRITE_BYTES_MAX = 16 * 1024;

export interface OutboxOptions {
  /** Writes some of the bytes and tells how many, as `Deno.Conn.write` does. */
  write(bytes: Uint8Array): Promise<number>;
  /** How much may wait, bytes. */
  readonly bytesMax: number;
  /** How long the peer may take nothing at all, milliseconds. */
  readonly writeTimeoutMs: number;
  readonly clock: Clock;
  /** Called at most once: a full outbox, a stalled reader or a failed write. Nothing is written afterwards. */
  failed(reason: string): void;
}

export interface Outbox {
  /** Queues a copy of the bytes. Does nothing after `end`, `drop` or a failure. */
  send(bytes: Uint8Array): void;
  /** Takes nothing more; resolves once everything is out, or will never be. */
  end(): Promise<void>;
  /** Forgets what waits. */
  drop(): void;
}

export function createOutbox(options: OutboxOptions): Outbox {
  let queue: Uint8Array[] = [];
  let waitingBytes = 0;
  let isOpen = true;
  let isDropped = false;
  let writing: Promise<void> | null = null;
  let cancelDeadline = () => {};

  function send(bytes: Uint8Array): void {
    if (!isOpen || bytes.byteLength === 0) return;
    if (waitingBytes + bytes.byteLength > options.bytesMax) return fail("its outbox is full");
    queue.push(bytes.slice());
    waitingBytes += bytes.byteLength;
    writing ??= writeAll();
  }

  async function writeAll(): Promise<void> {
    // Whatever else is sent in this turn of the loop goes out in the same write.
    await Promise.resolve();
    while (queue.length > 0) {
      let rest = takeChunk();
      while (rest.byteLength > 0 && !isDropped) {
        const written = await writeSome(rest);
        waitingBytes -= written;
        rest = rest.subarray(written);
      }
    }
    writing = null;
  }

  async function writeSome(bytes: Uint8Array): Promise<number> {
    cancelDeadline = options.clock.after(options.writeTimeoutMs, () => fail("it does not read"));
    try {
      return await options.write(bytes);
    } catch {
      fail("it went away");
      return bytes.byteLength;
    } finally {
      cancelDeadline();
    }
  }

  function takeChunk(): Uint8Array {
    let count = 1;
    let bytes = queue[0]?.byteLength ?? 0;
    while (count < queue.length && bytes + (queue[count]?.byteLength ?? 0) <= WRITE_BYTES_MAX) {
      bytes += queue[count]?.byteLength ?? 0;
      count += 1;
    }
    return concatenate(queue.splice(0, count), bytes);
  }

  function drop(): void {
    isOpen = false;
    isDropped = true;
    queue = [];
    cancelDeadline();
  }

  function fail(reason: string): void {
    if (isDropped) return;
    drop();
    options.failed(reason);
  }

  return {
    send,
    async end() {
      isOpen = false;
      await writing;
    },
    drop,
  };
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
