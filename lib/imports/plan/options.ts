/** What an operator says of an import: CONTRACT-imports, §1. */
import type { ReadOptions } from "../readers/open_reader.ts";

export interface ImportOptions extends ReadOptions {
  /** What becomes of a name that is taken or breaks our rule. */
  readonly names: "rename" | "skip" | "fail";
  /** What becomes of an e-mail that an account here has already: the account comes without it, or not at all. */
  readonly sameEmail: "separate" | "skip";
  /** The source's name in the book; two realms need two. */
  readonly label: string;
  /** The game whose characters come in; null: they are only counted. */
  readonly into: string | null;
  /** Games by their foreign names. */
  readonly games: ReadonlyMap<string, string>;
  readonly batch: number;
}
