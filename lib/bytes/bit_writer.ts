/** The other direction of `bit_reader.ts`: appends fields without alignment, lowest bit first. */

const BITS_MAX = 32;
const U64_MAX = 2n ** 64n - 1n;

/** Writes packed fields and grows as needed. Values out of range throw: a field never spills into its neighbour. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #bit = 0;

  /** An unsigned integer in `count` bits, 1 to 32. */
  writeBits(value: number, count: number): this {
    if (!Number.isInteger(count) || count < 1 || count > BITS_MAX) {
      throw new RangeError(`Cannot write ${count} bits: 1 to ${BITS_MAX} are possible`);
    }
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** count) {
      throw new RangeError(`Cannot write ${value} in ${count} bits`);
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

  writeU8(value: number): this {
    return this.writeBits(value, 8);
  }

  writeU16(value: number): this {
    return this.writeBits(value, 16);
  }

  writeU32(value: number): this {
    return this.writeBits(value, 32);
  }

  writeU64(value: bigint): this {
    if (value < 0n || value > U64_MAX) throw new RangeError(`Cannot write ${value} in 64 bits`);
    return this.writeBits(Number(value & 0xffffffffn), 32).writeBits(Number(value >> 32n), 32);
  }

  /** An IEEE 754 single; the value is rounded to one. */
  writeF32(value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.writeBytes(bytes);
  }

  writeBytes(bytes: Uint8Array): this {
    for (const byte of bytes) this.writeBits(byte, 8);
    return this;
  }

  /** Everything written so far, padded with zero bits to a whole byte. */
  finish(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }
}
