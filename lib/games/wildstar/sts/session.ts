/**
 * One line to STS, until it is known which dialect it speaks. A native client speaks first, and begins with `POST `;
 * a client of the binary dialect waits for the server's hello, which an address that spoke binary last gets almost
 * at once: others behind the same address may be native, and such a client speaks as soon as it is connected.
 */
import type { Line, LineSession, ModuleContext } from "../../../modules/mod.ts";
import type { KnownDialects } from "./known_dialects.ts";

const NATIVE_PREFIX = new TextEncoder().encode("POST ");

interface StsDialects {
  native(line: Line): LineSession;
  /** Sends the hello as soon as it is made. */
  binary(line: Line): LineSession;
}

/** What a native client may take for its first bytes where the address spoke binary last, milliseconds. */
export const KNOWN_SILENCE_MS = 200;

interface StsSessionParts {
  readonly line: Line;
  readonly dialects: StsDialects;
  readonly known: KnownDialects;
  readonly clock: Pick<ModuleContext["clock"], "after">;
}

export class StsSession implements LineSession {
  readonly #parts: StsSessionParts;
  #session: LineSession | null = null;
  #cancelGuess = () => {};
  /** The session is binary because the address was so before. */
  #isGuess = false;
  /** The client has said which dialect it speaks. */
  #isSure = false;
  /** What came before the dialect was sure: fewer bytes than the prefix has. */
  #first = new Uint8Array(0);

  constructor(parts: StsSessionParts) {
    this.#parts = parts;
  }

  opened(): void {
    const { line, known, clock } = this.#parts;
    if (known.isBinary(line.address)) this.#cancelGuess = clock.after(KNOWN_SILENCE_MS, () => this.#guess());
  }

  async receive(bytes: Uint8Array): Promise<void> {
    if (this.#isSure && this.#session !== null) return await this.#session.receive(bytes);
    this.#cancelGuess();
    this.#first = Uint8Array.from([...this.#first, ...bytes]);
    const length = Math.min(this.#first.length, NATIVE_PREFIX.length);
    const isBinary = this.#first.subarray(0, length).some((byte, i) => byte !== NATIVE_PREFIX[i]);
    if (!isBinary && length < NATIVE_PREFIX.length) return;
    this.#isSure = true;
    const { line, dialects, known } = this.#parts;
    known.spoke(line.address, isBinary ? "binary" : "native");
    if (this.#session === null || (this.#isGuess && !isBinary)) {
      this.#session = isBinary ? dialects.binary(line) : dialects.native(line);
    }
    const first = this.#first;
    this.#first = new Uint8Array(0);
    await this.#session.receive(first);
  }

  silent(): void {
    this.#session ??= this.#parts.dialects.binary(this.#parts.line);
  }

  closed(): void {
    this.#cancelGuess();
    this.#session?.closed?.();
  }

  #guess(): void {
    this.#isGuess = true;
    this.silent();
  }
}
