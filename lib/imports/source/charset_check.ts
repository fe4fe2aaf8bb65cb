/** Whether the rows are in the charset that they are read in: asked once, before anything is written. */
import { CharsetError, createTextDecoder, looksTwiceEncoded } from "./charset.ts";
import type { Row } from "./row.ts";
import { SourceError } from "./source.ts";

/** Of a hundred rows. */
const WRONG_ROWS_MAX = 0.01;
const NAMED_MAX = 5;
const CELLS_MAX = 20;

export class CharsetCheck {
  #rows = 0;
  readonly #invalid: string[] = [];
  /** Some cells of those rows. */
  readonly #cells: Uint8Array[] = [];
  readonly #twice: string[] = [];
  readonly #columns: readonly string[];

  /** @param columns those of names and e-mails */
  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  add(row: Row, foreignId: string): void {
    this.#rows++;
    for (const column of this.#columns) {
      try {
        const text = row.text(column);
        if (text !== null && looksTwiceEncoded(text)) {
          this.#twice.push(foreignId);
          return;
        }
      } catch (error) {
        if (!(error instanceof CharsetError)) throw error;
        this.#invalid.push(foreignId);
        const cell = row.bytes(column);
        if (cell !== null && this.#cells.length < CELLS_MAX) this.#cells.push(cell);
        return;
      }
    }
  }

  /** @throws {SourceError} naming rows and the charset that they look like */
  finish(charset: string): void {
    const limit = this.#rows * WRONG_ROWS_MAX;
    if (this.#invalid.length > limit) {
      const other = likely(charset, this.#cells);
      throw new SourceError(
        `Could not read names and e-mails as ${charset}: ${this.#invalid.length} of ${this.#rows} rows are not ` +
          `(such as ${this.#invalid.slice(0, NAMED_MAX).join(", ")}). They look like ${other}: try --charset ${other}`,
      );
    }
    if (this.#twice.length > limit) {
      throw new SourceError(
        `Could not take names and e-mails as ${charset}: ${this.#twice.length} of ${this.#rows} rows look as if UTF-8 ` +
          `had been read as Latin-1 before (such as ${
            this.#twice.slice(0, NAMED_MAX).join(", ")
          }). Make the dump anew with its own charset`,
      );
    }
  }
}

/** Korean letters are pairs of high bytes; those of Latin-1 mostly stand alone. */
function likely(charset: string, cells: readonly Uint8Array[]): string {
  return ["utf8", "euc-kr"].find((other) => other !== charset && cells.every((cell) => isIn(other, cell))) ?? "latin1";
}

function isIn(charset: string, cell: Uint8Array): boolean {
  try {
    createTextDecoder(charset)(cell);
    return true;
  } catch {
    return false;
  }
}
