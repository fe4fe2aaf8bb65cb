/** Cuts what a line brings into frames, in bounded memory. */
import { ProtocolError } from "../errors.ts";
import type { Frame, FrameCipher, Framing } from "./framing.ts";

const NOTHING = new Uint8Array(0);

interface FrameSize {
  readonly headBytes: number;
  readonly payloadBytes: number;
}

/**
 * Push a chunk, then take frames until there is none. Bytes are kept as received and deciphered only up to the end of
 * the frame that is taken, so a cipher can be started or replaced exactly behind it, even in the middle of a chunk.
 * The first violation is the last: afterwards every call throws.
 */
export class FrameBuffer {
  readonly #framing: Framing;
  #cipher: FrameCipher | null;
  /** Room for what is pushed, twice as much whenever it is too little: bytes that come one by one are not copied again each time. */
  #memory: Uint8Array = NOTHING;
  /** What was pushed, with the frames before `#start` that are taken already. A view of `#memory`. */
  #held: Uint8Array = NOTHING;
  /** Where the frame at hand begins. */
  #start = 0;
  /** The end of what is in the clear: from `#start` up to here the head at hand, deciphered where a cipher runs. */
  #clearEnd = 0;
  /** The size of the frame at hand once its head is whole. */
  #size: FrameSize | null = null;
  #violation: ProtocolError | null = null;

  constructor(framing: Framing, cipher: FrameCipher | null = null) {
    this.#framing = framing;
    this.#cipher = cipher;
  }

  /** Bytes that were pushed and not taken. */
  get heldBytes(): number {
    return this.#held.length - this.#start;
  }

  /** The memory that is held, in bytes: at most the largest frame and the last chunk. */
  get capacityBytes(): number {
    return this.#memory.length;
  }

  /**
   * Adds what was received, as a copy.
   * @throws {ProtocolError} after a violation.
   * @throws {Error} when the largest frame is already here: take frames first.
   */
  push(chunk: Uint8Array): void {
    if (this.#violation !== null) throw this.#violation;
    if (this.heldBytes > this.#framing.headBytesMax + this.#framing.payloadBytesMax) {
      throw new Error(`Could not push ${chunk.length} bytes: ${this.heldBytes} wait to be taken`);
    }
    const heldBytes = this.heldBytes;
    if (this.#held.length + chunk.length > this.#memory.length) this.#makeRoom(heldBytes + chunk.length);
    const end = this.#start + heldBytes;
    this.#memory.set(chunk, end);
    this.#held = this.#memory.subarray(0, end + chunk.length);
  }

  /**
   * The next frame, or null when it is not whole yet.
   * @throws {ProtocolError} when the head cannot be read or a length is over the largest, and ever after.
   */
  next(): Frame | null {
    if (this.#violation !== null) throw this.#violation;
    try {
      return this.#take();
    } catch (error) {
      if (error instanceof ProtocolError) this.#die(error);
      throw error;
    }
  }

  /**
   * From the first byte behind the frame last taken on, everything is under `cipher`, instead of any older one.
   * @throws {Error} when the frame behind it was asked for already.
   */
  startCipher(cipher: FrameCipher): void {
    if (this.#clearEnd > this.#start) throw new Error("Could not start the cipher: the next frame is already begun");
    this.#cipher = cipher;
  }

  #take(): Frame | null {
    this.#size ??= this.#readHead();
    if (this.#size === null) return null;
    const payloadStart = this.#start + this.#size.headBytes;
    const end = payloadStart + this.#size.payloadBytes;
    if (end > this.#held.length) return null;
    this.#clearTo(end);
    const head = this.#held.slice(this.#start, payloadStart);
    const payload = this.#held.slice(payloadStart, end);
    if (this.#cipher?.covers === "payload") this.#cipher.start().process(payload);
    this.#start = end;
    this.#size = null;
    if (this.#start === this.#held.length) this.#release();
    return { head, payload };
  }

  /** Clears as much as is sure to belong to the head; the frame's size once the head is whole. */
  #readHead(): FrameSize | null {
    const { headBytesMax, payloadBytesMax } = this.#framing;
    while (true) {
      const head = this.#held.subarray(this.#start, this.#clearEnd);
      const missing = this.#framing.headBytesMissing(head);
      if (head.length + missing > headBytesMax) {
        throw new ProtocolError(`Could not read a frame: its head is over ${headBytesMax} bytes`);
      }
      if (missing === 0) {
        const payloadBytes = this.#framing.payloadBytes(head);
        if (payloadBytes < 0 || payloadBytes > payloadBytesMax) {
          throw new ProtocolError(`Could not read a frame: ${payloadBytes} bytes, not 0 to ${payloadBytesMax}`);
        }
        return { headBytes: head.length, payloadBytes };
      }
      if (this.#clearEnd + missing > this.#held.length) return null;
      this.#clearTo(this.#clearEnd + missing);
    }
  }

  #clearTo(end: number): void {
    if (this.#cipher?.covers === "line") this.#cipher.stream.process(this.#held.subarray(this.#clearEnd, end));
    this.#clearEnd = end;
  }

  /** Moves what is held to the beginning of memory for `bytes`, which doubles where it is too little. */
  #makeRoom(bytes: number): void {
    const held = this.#held.subarray(this.#start);
    if (bytes > this.#memory.length) {
      const doubled = Math.min(2 * held.length, this.#framing.headBytesMax + this.#framing.payloadBytesMax);
      this.#memory = new Uint8Array(Math.max(bytes, doubled));
    }
    this.#memory.set(held);
    this.#held = this.#memory.subarray(0, held.length);
    this.#clearEnd -= this.#start;
    this.#start = 0;
  }

  #die(violation: ProtocolError): void {
    this.#violation = violation;
    this.#release();
  }

  /** An idle line holds nothing. */
  #release(): void {
    this.#memory = NOTHING;
    this.#held = NOTHING;
    this.#start = 0;
    this.#clearEnd = 0;
  }
}
