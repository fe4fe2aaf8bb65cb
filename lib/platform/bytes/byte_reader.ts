/** A cursor over bytes: little-endian, unsigned, bounds-checked. Both wire protocols of the native doors are so. */
import { ProtocolError } from "../errors.ts";

/** What every read of the bytes of a peer throws. */
export { ProtocolError };

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#position;
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  /** @throws {ProtocolError} past the end, as every read does. */
  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }

  f32(): number {
    return this.#view.getFloat32(this.#advance(4), true);
  }

  /** The next `count` bytes, as a view of what is read. */
  bytes(count: number): Uint8Array {
    const start = this.#advance(count);
    return this.#bytes.subarray(start, start + count);
  }

  /** The bytes before the next zero byte, which is read too, as a view. */
  bytesUntilZero(): Uint8Array {
    const zero = this.#bytes.indexOf(0, this.#position);
    if (zero < 0) throw new ProtocolError(`Could not read a string: no zero byte behind byte ${this.#position}`);
    const text = this.#bytes.subarray(this.#position, zero);
    this.#position = zero + 1;
    return text;
  }

  /** Everything that is left, as a view. */
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  /** @throws {ProtocolError} when bytes are left over. */
  expectEnd(): void {
    if (this.remaining > 0) throw new ProtocolError(`Could not end the reading: ${this.remaining} bytes are left over`);
  }

  #advance(count: number): number {
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`Could not read ${count} bytes: not a count`);
    if (count > this.remaining) {
      throw new ProtocolError(`Could not read ${count} bytes at byte ${this.#position}: ${this.remaining} are left`);
    }
    const start = this.#position;
    this.#position += count;
    return start;
  }
}
