/** Text lines in bounded memory: UTF-8, each ended by a line feed, a carriage return before it allowed. */
import { ProtocolError } from "../../../lib/platform/bytes/byte_reader.ts";

/** The longest line, bytes, its end among them. */
export const LINE_BYTES_MAX = 256;

const LINE_FEED = 0x0a;
const NOTHING = new Uint8Array(0);

/** Push a chunk, then take lines until there is none. */
export class LineBuffer {
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true });
  #held: Uint8Array = NOTHING;

  push(chunk: Uint8Array): void {
    this.#held = Uint8Array.of(...this.#held, ...chunk);
  }

  /**
   * The next line, without its end; null when it is not whole yet.
   * @throws {ProtocolError} for one that is too long or no UTF-8
   */
  next(): string | null {
    const end = this.#held.indexOf(LINE_FEED);
    if (end >= LINE_BYTES_MAX || (end < 0 && this.#held.length >= LINE_BYTES_MAX)) {
      throw new ProtocolError(`Could not read a line: it is over ${LINE_BYTES_MAX} bytes`);
    }
    if (end < 0) return null;
    const line = this.#held.subarray(0, end);
    this.#held = this.#held.slice(end + 1);
    return this.#decode(line).replace(/\r$/, "");
  }

  #decode(line: Uint8Array): string {
    try {
      return this.#utf8.decode(line);
    } catch {
      throw new ProtocolError("Could not read a line: it is not UTF-8");
    }
  }
}
