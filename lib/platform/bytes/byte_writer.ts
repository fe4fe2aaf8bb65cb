/** Builds bytes in order: little-endian, unsigned, range-checked. Grows by doubling, up to a largest size. */

const FIRST_BYTES = 64;

export class ByteWriter {
  readonly #bytesMax: number;
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView<ArrayBuffer>;
  #length = 0;

  /** `bytesMax`: the most that may be written; a message has a largest frame to fit. Default 65,536. */
  constructor(bytesMax = 65_536) {
    this.#bytesMax = bytesMax;
    this.#bytes = new Uint8Array(Math.min(FIRST_BYTES, bytesMax));
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  /** @throws {RangeError} when the value does not fit or the largest size is passed, as every write does. */
  u8(value: number): this {
    checkUnsigned(value, 0xff);
    const start = this.#advance(1);
    this.#view.setUint8(start, value);
    return this;
  }

  u16(value: number): this {
    checkUnsigned(value, 0xffff);
    const start = this.#advance(2);
    this.#view.setUint16(start, value, true);
    return this;
  }

  u32(value: number): this {
    checkUnsigned(value, 0xffff_ffff);
    const start = this.#advance(4);
    this.#view.setUint32(start, value, true);
    return this;
  }

  u64(value: bigint): this {
    if (value < 0n || value >= 1n << 64n) throw new RangeError(`Could not write ${value}: not from 0 to 2^64 - 1`);
    const start = this.#advance(8);
    this.#view.setBigUint64(start, value, true);
    return this;
  }

  f32(value: number): this {
    const start = this.#advance(4);
    this.#view.setFloat32(start, value, true);
    return this;
  }

  bytes(bytes: Uint8Array): this {
    const start = this.#advance(bytes.length);
    this.#bytes.set(bytes, start);
    return this;
  }

  /** The bytes and a zero byte behind them. They must hold none themselves: it would end the string early. */
  bytesAndZero(bytes: Uint8Array): this {
    if (bytes.includes(0)) throw new RangeError("Could not write a string: it holds a zero byte");
    return this.bytes(bytes).u8(0);
  }

  /** What was written, as a copy. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #advance(count: number): number {
    const start = this.#length;
    const end = start + count;
    if (end > this.#bytesMax) {
      throw new RangeError(`Could not write ${count} bytes at byte ${start}: the most is ${this.#bytesMax}`);
    }
    if (end > this.#bytes.length) this.#grow(end);
    this.#length = end;
    return start;
  }

  #grow(bytesNeeded: number): void {
    const grown = new Uint8Array(Math.min(this.#bytesMax, Math.max(bytesNeeded, this.#bytes.length * 2)));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

function checkUnsigned(value: number, largest: number): void {
  if (!Number.isInteger(value) || value < 0 || value > largest) {
    throw new RangeError(`Could not write ${value}: not a whole number from 0 to ${largest}`);
  }
}
