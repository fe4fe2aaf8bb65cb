/** Packed fields, from docs/protocols/wildstar.md: one stream of bits, the lowest first, nothing aligned. */
export class PackedFields {
  readonly #bits: number[] = [];

  number(value: number | bigint, bits: number): this {
    for (let bit = 0n; bit < bits; bit++) this.#bits.push(Number((BigInt(value) >> bit) & 1n));
    return this;
  }

  numbers(values: readonly number[], bits = 32): this {
    values.forEach((value) => this.number(value, bits));
    return this;
  }

  bytes(bytes: Uint8Array): this {
    return this.numbers([...bytes], 8);
  }

  /** `wide`. */
  text(text: string): this {
    const isLong = text.length > 127;
    this.number(isLong ? 1 : 0, 1).number(text.length, isLong ? 15 : 7);
    return this.#units(text);
  }

  /** `wide_fixed`. */
  textWithNul(text: string): this {
    this.number(text.length + 1, 16);
    return this.#units(`${text}\0`);
  }

  pack(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(Math.ceil(this.#bits.length / 8));
    this.#bits.forEach((bit, index) => bytes[index >> 3]! |= bit << (index & 7));
    return bytes;
  }

  #units(text: string): this {
    for (let index = 0; index < text.length; index++) this.number(text.charCodeAt(index), 16);
    return this;
  }
}

export class PackedReading {
  readonly #bytes: Uint8Array;
  #next = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  number(bits: number): number {
    let value = 0;
    for (let bit = 0; bit < bits; bit++, this.#next++) {
      const byte = this.#bytes[this.#next >> 3];
      if (byte === undefined) throw new Error("The packet ends inside a field");
      value += ((byte >> (this.#next & 7)) & 1) * 2 ** bit;
    }
    return value;
  }

  bytes(count: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length: count }, () => this.number(8));
  }

  /** `wide`. */
  text(): string {
    const count = this.number(this.number(1) === 1 ? 15 : 7);
    return String.fromCharCode(...Array.from({ length: count }, () => this.number(16)));
  }

  float(): number {
    return new DataView(this.bytes(4).buffer).getFloat32(0, true);
  }

  end(): void {
    const bitsLeft = this.#bytes.length * 8 - this.#next;
    if (bitsLeft > 7) throw new Error(`The packet has ${bitsLeft} bits more`);
  }
}
