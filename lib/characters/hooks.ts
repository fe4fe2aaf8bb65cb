/** What games do when a character is made, selected or deleted. The hook runner of the game modules implements it. */
import type { UnitOfWork } from "../database/database.ts";
import type { Character } from "./character.ts";
import type { User } from "./user.ts";

export interface CharacterCreated {
  readonly characterId: number;
  readonly name: string;
  readonly class: string | null;
  readonly accountId: number;
  /** The game's own; `undefined` for a game without a schema. */
  readonly data: unknown;
}

export interface CharacterDeleted {
  readonly characterId: number;
  readonly accountId: number;
}

export interface CharacterHooks {
  /**
   * In the transaction of the change, which what it throws undoes.
   * @throws {AppError} `hook_failed`, `hook_timeout`
   */
  created(unit: UnitOfWork, gameId: string, data: CharacterCreated): Promise<void>;
  /** As `created`. Answers the player, too. */
  selected(unit: UnitOfWork, gameId: string, selection: { user: User; character: Character }): Promise<void>;
  /** As `created`. */
  deleted(unit: UnitOfWork, gameId: string, data: CharacterDeleted): Promise<void>;
  /** After the commit. Throws nothing. */
  afterCreated(gameId: string, data: CharacterCreated): Promise<void>;
  /** After the commit. Throws nothing. */
  afterDeleted(gameId: string, data: CharacterDeleted): Promise<void>;
}
