/**
 * One line to STS, until it is known which dialect it speaks. A native client speaks first, and begins with `POST `;
 * a client of the binary dialect waits for the server's hello, which an address that spoke binary last gets at once.
 */
import type { Line, LineSession } from "../../../modules/mod.ts";
import type { KnownDialects } from "./known_dialects.ts";

const NATIVE_PREFIX = new TextEncoder().encode("POST ");

export interface StsDialects {
  native(line: Line): LineSession;
  /** Sends the hello as soon as it is made. */
  binary(line: Line): LineSession;
}

export class StsSession implements LineSession {
  readonly #line: Line;
  readonly #dialects: StsDialects;
  readonly #known: KnownDialects;
  #session: LineSession | null = null;
  /** The session is binary because the address was so before. */
  #isGuess = false;
  /** The client has said which dialect it speaks. */
  #isSure = false;
  /** What came before the dialect was sure: fewer bytes than the prefix has. */
  #first = new Uint8Array(0);

  constructor(line: Line, dialects: StsDialects, known: KnownDialects) {
    this.#line = line;
    this.#dialects = dialects;
    this.#known = known;
  }

  opened(): void {
    if (!this.#known.isBinary(this.#line.address)) return;
    this.#isGuess = true;
    this.#session = this.#dialects.binary(this.#line);
  }

  async receive(bytes: Uint8Array): Promise<void> {
    if (this.#isSure && this.#session !== null) return await this.#session.receive(bytes);
    this.#first = Uint8Array.from([...this.#first, ...bytes]);
    const length = Math.min(this.#first.length, NATIVE_PREFIX.length);
    const isBinary = this.#first.subarray(0, length).some((byte, i) => byte !== NATIVE_PREFIX[i]);
    if (!isBinary && length < NATIVE_PREFIX.length) return;
    this.#isSure = true;
    this.#known.spoke(this.#line.address, isBinary ? "binary" : "native");
    if (this.#session === null || (this.#isGuess && !isBinary)) {
      this.#session = isBinary ? this.#dialects.binary(this.#line) : this.#dialects.native(this.#line);
    }
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
