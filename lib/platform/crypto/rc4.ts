/**
 * RC4, the stream cipher of both games' shipped clients. It is broken and keeps nobody out (RFC 7465); it is here
 * because those clients cannot be changed. Vectors: RFC 6229.
 */
export class Rc4 {
  readonly #state: Uint8Array;
  #i = 0;
  #j = 0;

  /** `key`: 1 to 256 bytes. */
  constructor(key: Uint8Array) {
    if (key.length < 1 || key.length > 256) {
      throw new RangeError(`Could not start RC4: a key of ${key.length} bytes, not 1 to 256`);
    }
    const state = Uint8Array.from({ length: 256 }, (_, index) => index);
    for (let i = 0, j = 0; i < 256; i++) {
      const value = state[i]!;
      j = (j + value + key[i % key.length]!) & 0xff;
      state[i] = state[j]!;
      state[j] = value;
    }
    this.#state = state;
  }

  /** Enciphers or deciphers in place and moves on by as many bytes. */
  process(bytes: Uint8Array): void {
    const state = this.#state;
    let i = this.#i;
    let j = this.#j;
    for (let index = 0; index < bytes.length; index++) {
      i = (i + 1) & 0xff;
      const a = state[i]!;
      j = (j + a) & 0xff;
      const b = state[j]!;
      state[i] = b;
      state[j] = a;
      bytes[index] = bytes[index]! ^ state[(a + b) & 0xff]!;
    }
    this.#i = i;
    this.#j = j;
  }

  /** The same, into a copy. */
  processed(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const copy = new Uint8Array(bytes);
    this.process(copy);
    return copy;
  }
}
