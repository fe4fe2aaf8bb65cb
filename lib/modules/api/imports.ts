/** What a module says of a foreign system's characters, for `deno task import`. */
import type { Position } from "./characters.ts";
import type { ModuleDatabase } from "./database.ts";

/** Anything that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Reads the rows of a foreign system's tables that hold this game's data. */
export interface GameImporter {
  /** The tables, which are read in the order given; one that the source does not have is passed over. */
  readonly tables: readonly string[];
  /**
   * One row, in the transaction of its batch; create hooks do not run. Its columns are text, `null`, or bytes where they
   * are no text. What it throws leaves out this row, undone, and nothing else; so does 2 s without an end.
   */
  row(
    input: { readonly table: string; readonly row: Readonly<Record<string, unknown>> },
    context: ImportContext,
    db: ModuleDatabase,
  ): void | Promise<void>;
}

/** What an importer may do with a row. */
export interface ImportContext {
  /** The account that a foreign account became, or null when it was left out. */
  account(foreignId: string): Promise<number | null>;
  /**
   * Makes the character once: a second run gives the same one and changes nothing. A name that is taken in the game gets
   * a number (`Name_2`), and the report says so.
   * @returns its id, or null when its account was left out
   */
  character(input: ImportedCharacter): Promise<number | null>;
  /** Stands in the report as "not carried", counted by its kind. */
  notCarried(kind: string, foreignId: string): void;
}

/** A character of a foreign system. */
export interface ImportedCharacter {
  /** Its key there: unique in the game. */
  readonly foreignId: string;
  /** The key of its account there. */
  readonly accountForeignId: string;
  /** 1 to 50 letters, whatever the game's own rule for new names says. */
  readonly name: string;
  /** From 1, the default. */
  readonly level?: number;
  /** Up to 50 letters. */
  readonly class?: string;
  /** The default is 0, 0, 0. */
  readonly position?: Position;
  /** Where it stands, as the game names it. */
  readonly mapId?: string;
  /** The default is the time of the import. */
  readonly createdAt?: Date;
  /** When it was last played. */
  readonly lastPlayed?: Date;
  /** Of one that was deleted there: it comes as a deleted one, and its name is free. */
  readonly deletedAt?: Date;
  /** The game's own data, as its schema takes it. */
  readonly data?: Json;
}
