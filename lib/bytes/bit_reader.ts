/** A cursor over one little-endian bit stream: the lowest bit of a byte comes first, and no field is aligned. */
import { ProtocolError } from "../errors.ts";

const BITS_MAX = 32;

/** Reads packed fields. Every read checks the bounds first; a read past the end throws and moves nothing. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #bit = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bits not read yet, the padding of the last byte among them. */
  get remainingBits(): number {
    return this.#bytes.length * 8 - this.#bit;
  }

  /**
   * An unsigned integer of `count` bits, 1 to 32.
   * @throws {ProtocolError} when fewer bits are left
   */
  readBits(count: number): number {
    if (!Number.isInteger(count) || count < 1 || count > BITS_MAX) {
      throw new RangeError(`Cannot read ${count} bits: 1 to ${BITS_MAX} are possible`);
    }
    this.#check(count);
    let value = 0;
    for (let done = 0; done < count;) {
      const offset = this.#bit % 8;
      const take = Math.min(8 - offset, count - done);
      const part = (this.#bytes[this.#bit >> 3]! >> offset) & ((1 << take) - 1);
      // Not `<<`: JavaScript's shifts are signed at bit 31.
      value += part * 2 ** done;
      done += take;
      this.#bit += take;
    }
    return value;
  }

  readU8(): number {
    return this.readBits(8);
  }

  readU16(): number {
    return this.readBits(16);
  }

  readU32(): number {
    return this.readBits(32);
  }

  readU64(): bigint {
    this.#check(64);
    const low = BigInt(this.readBits(32));
    return low | BigInt(this.readBits(32)) << 32n;
  }

  /** An IEEE 754 single. */
  readF32(): number {
    return new DataView(this.readBytes(4).buffer).getFloat32(0, true);
  }

  /**
   * `count` bytes, which need not begin at a byte's edge.
   * @throws {ProtocolError} when fewer bits are left, before anything is allocated
   */
  readBytes(count: number): Uint8Array<ArrayBuffer> {
    this.#check(count * 8);
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) bytes[i] = this.readBits(8);
    return bytes;
  }

  #check(count: number): void {
    if (count > this.remainingBits) {
      throw new ProtocolError(`Cannot read ${count} bits: ${this.remainingBits} are left`);
    }
  }
}
