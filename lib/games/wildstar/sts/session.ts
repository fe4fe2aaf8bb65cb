/**
 * One line to STS, until it is known which dialect it speaks. A native client speaks first, and begins with `POST `;
 * a client of the binary dialect waits for the server's hello.
 */
import type { Line, LineSession } from "../../../modules/mod.ts";

const NATIVE_PREFIX = new TextEncoder().encode("POST ");

export interface StsDialects {
  native(line: Line): LineSession;
  /** Sends the hello as soon as it is made. */
  binary(line: Line): LineSession;
}

export class StsSession implements LineSession {
  readonly #line: Line;
  readonly #dialects: StsDialects;
  #session: LineSession | null = null;
  /** What came before the dialect was sure: fewer bytes than the prefix has. */
  #first = new Uint8Array(0);

  constructor(line: Line, dialects: StsDialects) {
    this.#line = line;
    this.#dialects = dialects;
  }

  async receive(bytes: Uint8Array): Promise<void> {
    if (this.#session !== null) return await this.#session.receive(bytes);
    this.#first = Uint8Array.from([...this.#first, ...bytes]);
    const length = Math.min(this.#first.length, NATIVE_PREFIX.length);
    if (this.#first.subarray(0, length).some((byte, i) => byte !== NATIVE_PREFIX[i])) {
      this.#session = this.#dialects.binary(this.#line);
    } else if (length === NATIVE_PREFIX.length) {
      this.#session = this.#dialects.native(this.#line);
    }
    if (this.#session === null) return;
    const first = this.#first;
    this.#first = new Uint8Array(0);
    await this.#session.receive(first);
  }

  silent(): void {
    this.#session ??= this.#dialects.binary(this.#line);
  }

  closed(): void {
    this.#session?.closed?.();
  }
}
