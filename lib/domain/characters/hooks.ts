/** What games do when a character is made, selected or deleted. The hook runner of the game modules implements it. */
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { Character } from "./character.ts";
import type { User } from "./user.ts";

/** A character in the transaction that makes it, or just after it. */
export interface CharacterCreated<Data = unknown> {
  /** The new character. */
  readonly characterId: number;
  /** As the player wrote it. */
  readonly name: string;
  /** Up to 50 characters, or null. */
  readonly class: string | null;
  /** Whose it is. */
  readonly accountId: number;
  /** The game's own: at first what the schema makes of `{}`; `undefined` for a game without a schema. */
  readonly data: Data;
}

/** A character in the transaction that deletes it, or just after it. */
export interface CharacterDeleted {
  /** The character that goes. */
  readonly characterId: number;
  /** Whose it was. */
  readonly accountId: number;
}

/** Changes the data of the character at hand, in the transaction at hand. */
export type ChangeOwnData = (change: (data: unknown) => unknown) => Promise<unknown>;

export interface CharacterHooks {
  /**
   * In the transaction of the change, which what it throws undoes.
   * @throws {AppError} `hook_failed`, `hook_timeout`
   */
  created(unit: UnitOfWork, gameId: string, data: CharacterCreated, changeData: ChangeOwnData): Promise<void>;
  /** As `created`. Answers the player, too. */
  selected(
    unit: UnitOfWork,
    gameId: string,
    selection: { user: User; character: Character; changeData: ChangeOwnData },
  ): Promise<void>;
  /** As `created`. */
  deleted(unit: UnitOfWork, gameId: string, data: CharacterDeleted): Promise<void>;
  /** After the commit. Throws nothing. */
  afterCreated(gameId: string, data: CharacterCreated): Promise<void>;
  /** After the commit. Throws nothing. */
  afterDeleted(gameId: string, data: CharacterDeleted): Promise<void>;
}
