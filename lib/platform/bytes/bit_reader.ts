/** A cursor over one little-endian bit stream: the lowest bit of a byte comes first, and no field is aligned. */
import { ProtocolError } from "../errors.ts";

const BITS_MAX = 32;

/**
 * Reads packed fields, by the names that `ByteReader` has for aligned ones. Every read checks the bounds first; a read
 * past the end throws and moves nothing.
 */
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
  bits(count: number): number {
    if (!Number.isInteger(count) || count < 1 || count > BITS_MAX) {
      throw new RangeError(`Could not read ${count} bits: 1 to ${BITS_MAX} are possible`);
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

  u8(): number {
    return this.bits(8);
  }

  u16(): number {
    return this.bits(16);
  }

  u32(): number {
    return this.bits(32);
  }

  u64(): bigint {
    this.#check(64);
    const low = BigInt(this.bits(32));
    return low | BigInt(this.bits(32)) << 32n;
  }

  /** An IEEE 754 single. */
  f32(): number {
    return new DataView(this.bytes(4).buffer).getFloat32(0, true);
  }

  /**
   * `count` bytes, which need not begin at a byte's edge.
   * @throws {ProtocolError} when fewer bits are left, before anything is allocated
   */
  bytes(count: number): Uint8Array<ArrayBuffer> {
    this.#check(count * 8);
    return Uint8Array.from({ length: count }, () => this.bits(8));
  }

  /** @throws {ProtocolError} when a whole byte or more is left over; less is the padding of the end. */
  expectEnd(): void {
    if (this.remainingBits >= 8) {
      throw new ProtocolError(`Could not end the reading: ${this.remainingBits} bits are left over`);
    }
  }

  #check(count: number): void {
    if (count > this.remainingBits) {
      throw new ProtocolError(`Could not read ${count} bits: ${this.remainingBits} are left`);
    }
  }
}
