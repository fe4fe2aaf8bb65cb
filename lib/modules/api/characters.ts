/** Characters as game modules see them. `Data` is what the game itself keeps with each; `undefined` without a schema. */
import type { Character } from "../../domain/characters/character.ts";
import type { User } from "../../domain/characters/user.ts";
import type { ModuleDatabase } from "./database.ts";

export type { Character, CharacterCard, Position } from "../../domain/characters/character.ts";
export type { CharacterCreated, CharacterDeleted } from "../../domain/characters/hooks.ts";

/** What players' clients get of a character. */
export type CharacterSummary<Data = unknown> = Pick<
  Character<Data>,
  "id" | "name" | "gameId" | "level" | "class" | "createdAt" | "lastPlayed" | "data"
>;

/**
 * Changes the game's own data of a character: `change` gets what holds now and gives what shall hold. Two changes at once
 * wait for one another, so that none is lost; nothing else may be awaited inside. In a hook it belongs to the hook's
 * transaction.
 *
 * Rejects with an `AppError` `unknown_character` for one that is gone or of another game, with an `Error` for a game
 * without a schema and for data that the schema does not take, and with what `change` throws; then nothing has changed.
 *
 * @returns the data as it is now
 */
export type ChangeData<Data = unknown> = (change: (data: Data) => Data) => Promise<Data>;

/** What a select hook gets. */
export interface CharacterSelected<Data = unknown> {
  /** Who plays. What is sent to it goes out once the selection is committed. */
  readonly user: User;
  /** As it was before: with the `lastPlayed` of the last time. */
  readonly character: Character<Data>;
  /** In the transaction of the selection. */
  readonly db: ModuleDatabase;
  /** Changes this character's data, as `ChangeData` says. */
  changeData(change: (data: Data) => Data): Promise<Data>;
}

/** Who plays what: for the hooks after a selection, and after its end. */
export interface CharacterPlayed<Data = unknown> {
  /** The same object as in the select hook. After the end it reaches nobody. */
  readonly user: User;
  /** As it was when it was selected. */
  readonly character: Character<Data>;
}

/** One message of a player to the game. */
export interface MessageCall<M, Data = unknown> {
  /** Who sent it. */
  readonly user: User;
  /** The selected one. With a schema for its data it is read anew for each message; else as it was when it was selected. */
  readonly character: Character<Data>;
  /** As the handler's schema reads it; without a schema an object with `type`, and whatever the client put into it. */
  readonly message: M;
  /** Each statement is a change of its own. */
  readonly db: ModuleDatabase;
  /** Changes this character's data, as `ChangeData` says, in a transaction of its own. */
  changeData(change: (data: Data) => Data): Promise<Data>;
}

/** An account that goes for good. */
export interface AccountDeleted {
  /** 1 to 2^32 − 1; it is never given again. */
  readonly accountId: number;
}

/** An account whose player takes along what is known of it. */
export interface AccountExported {
  /** 1 to 2^32 − 1. */
  readonly accountId: number;
}

/** An account in the transaction that makes it. */
export interface AccountCreated {
  /** 1 to 2^32 − 1. */
  readonly id: number;
  /** As registered. */
  readonly username: string;
  /** As registered, or null. */
  readonly email: string | null;
  /** Where it registered: `http`, or the id of the module whose port it came through. */
  readonly door: string;
}

/** Makes characters inside the transaction at hand, hooks included. */
export interface CharacterWriter {
  /**
   * Makes a character of the module's own game.
   * @throws {AppError} `invalid_input`, `name_taken`, `too_many_characters`, `hook_failed`, `hook_timeout`
   */
  create(input: { name: string; class?: string }): Promise<Character>;
}
