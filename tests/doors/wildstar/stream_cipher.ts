/** RC4 that runs on for the life of a line, for this door's test clients alone. */
export class StreamCipher {
  readonly #box = [...Array(256).keys()];
  #walker = 0;
  #jumper = 0;

  constructor(key: Uint8Array) {
    let mixed = 0;
    for (let index = 0; index < 256; index++) {
      mixed = (mixed + this.#at(index) + key[index % key.length]!) % 256;
      this.#swap(index, mixed);
    }
  }

  /** Enciphers or deciphers the next bytes, into a copy. */
  next(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(bytes, (byte) => {
      this.#walker = (this.#walker + 1) % 256;
      this.#jumper = (this.#jumper + this.#at(this.#walker)) % 256;
      this.#swap(this.#walker, this.#jumper);
      return byte ^ this.#at(this.#at(this.#walker) + this.#at(this.#jumper));
    });
  }

  #at(index: number): number {
    return this.#box[index % 256]!;
  }

  #swap(a: number, b: number): void {
    [this.#box[a], this.#box[b]] = [this.#at(b), this.#at(a)];
  }
}
