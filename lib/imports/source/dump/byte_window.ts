/** A file's bytes in order, through a window that grows until what stands at its beginning is whole. */

/** A single value may be as large as MySQL's largest packet by default (`max_allowed_packet`, 64 MiB). */
const WINDOW_BYTES_MAX = 64 * 1_024 * 1_024 + 1_024;

export class ByteWindow {
  bytes = new Uint8Array(1 << 18);
  /** What was not read yet stands from here … */
  start = 0;
  /** … to here. */
  end = 0;
  /** Nothing comes any more. */
  isDone = false;
  #chunks: AsyncIterator<Uint8Array>;
  /** Where in the file `bytes[0]` stands. */
  #base: number;

  /** @param position where in the file the first chunk begins */
  constructor(chunks: AsyncIterable<Uint8Array>, position = 0) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#base = position;
  }

  /** Where in the file `bytes[index]` stands. */
  positionOf(index: number): number {
    return this.#base + index;
  }

  /**
   * Takes in some more; what was read before `start` goes, so indices move.
   * @returns false at the end of the file
   * @throws {RangeError} when one value is larger than 64 MiB
   */
  async more(): Promise<boolean> {
    if (this.isDone) return false;
    const { done, value } = await this.#chunks.next();
    if (done === true) {
      this.isDone = true;
      return false;
    }
    this.#makeRoomFor(value.length);
    this.bytes.set(value, this.end);
    this.end += value.length;
    return true;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #makeRoomFor(count: number): void {
    const waiting = this.end - this.start;
    if (waiting + count > WINDOW_BYTES_MAX) {
      throw new RangeError(`a single value at byte ${this.positionOf(this.start)} is larger than 64 MiB`);
    }
    if (this.start > 0 && this.end + count > this.bytes.length) {
      this.bytes.copyWithin(0, this.start, this.end);
      this.#base += this.start;
      this.start = 0;
      this.end = waiting;
    }
    if (this.end + count <= this.bytes.length) return;
    let size = this.bytes.length;
    while (size < this.end + count) size *= 2;
    const grown = new Uint8Array(size);
    grown.set(this.bytes.subarray(0, this.end));
    this.bytes = grown;
  }
}
