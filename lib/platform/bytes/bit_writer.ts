/** The other direction of `bit_reader.ts`: appends fields without alignment, lowest bit first. */

const BITS_MAX = 32;
const U64_MAX = 2n ** 64n - 1n;

/**
 * Writes packed fields, by the names that `ByteWriter` has for aligned ones. Values out of range throw and write
 * nothing: a field never spills into its neighbour.
 */
export class BitWriter {
  readonly #bytes: number[] = [];
  #bit = 0;

  /** An unsigned integer in `count` bits, 1 to 32. */
  bits(value: number, count: number): this {
    if (!Number.isInteger(count) || count < 1 || count > BITS_MAX) {
      throw new RangeError(`Could not write ${count} bits: 1 to ${BITS_MAX} are possible`);
    }
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** count) {
      throw new RangeError(`Could not write ${value} in ${count} bits`);
    }
    let rest = value;
    for (let left = count; left > 0;) {
      const offset = this.#bit % 8;
      if (offset === 0) this.#bytes.push(0);
      const take = Math.min(8 - offset, left);
      const part = rest % 2 ** take;
      this.#bytes[this.#bytes.length - 1]! |= part << offset;
      // Not `>>`: JavaScript's shifts are signed at bit 31.
      rest = Math.floor(rest / 2 ** take);
      left -= take;
      this.#bit += take;
    }
    return this;
  }

  u8(value: number): this {
    return this.bits(value, 8);
  }

  u16(value: number): this {
    return this.bits(value, 16);
  }

  u32(value: number): this {
    return this.bits(value, 32);
  }

  u64(value: bigint): this {
    if (value < 0n || value > U64_MAX) throw new RangeError(`Could not write ${value} in 64 bits`);
    return this.bits(Number(value & 0xffffffffn), 32).bits(Number(value >> 32n), 32);
  }

  /** An IEEE 754 single; the value is rounded to one. */
  f32(value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.bytes(bytes);
  }

  bytes(bytes: Uint8Array): this {
    for (const byte of bytes) this.bits(byte, 8);
    return this;
  }

  /** Everything written so far, padded with zero bits to a whole byte. */
  finish(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }
}
