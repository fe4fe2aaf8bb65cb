/** The buffer of what reads whatever comes: small while a connection is quiet, as what idle ones hold adds up. */

/** A busy connection reads so much at a time, bytes. */
const BUSY_BYTES_MAX = 16 * 1024;

interface ReadSizes {
  /** While little comes. */
  readonly idleBytes: number;
  /** While more waits than fits; 16 KiB at most. */
  readonly busyBytes: number;
}

/** A class without a promise of its own: thousands of lines wait in a read. */
export class ReadBuffer {
  readonly #sizes: ReadSizes;
  /** To be read into. */
  into: Uint8Array;

  constructor(sizes: ReadSizes) {
    this.#sizes = sizes;
    this.into = new Uint8Array(sizes.idleBytes);
  }

  /** What a read of `count` bytes has brought, the caller's own. */
  take(count: number): Uint8Array<ArrayBuffer> {
    const { idleBytes, busyBytes } = this.#sizes;
    const chunk = this.into.slice(0, count) as Uint8Array<ArrayBuffer>;
    const nextBytes = count < this.into.byteLength
      ? idleBytes
      : Math.min(BUSY_BYTES_MAX, Math.max(idleBytes, busyBytes));
    if (this.into.byteLength !== nextBytes) this.into = new Uint8Array(nextBytes);
    return chunk;
  }
}
