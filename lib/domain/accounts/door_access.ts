/**
 * What the doors of a game take of an account: their clients can send a password and no code, so a second factor cannot be
 * asked for there. Docs: docs/contract-accounts.md, "Doors that only know a password".
 */
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import type { DoorState } from "./door_state.ts";
import type { Origin } from "../../platform/origin.ts";

export interface DoorAccess {
  /** An account that is not there costs the same, and has the access `password`. */
  find(db: Queryable, accountId: number, gameId: string): Promise<DoorState>;
  /** Whether it was closed by its player, or by what ended; one that is closed for want of a password is not. */
  isShut(db: Queryable, accountId: number, gameId: string): Promise<boolean>;
  /** Whether the game's own doors register nobody. */
  isRequired(gameId: string): boolean;
  /**
   * The schemes that get no secret of the account's password, as their game's doors do not take it. Those of an account
   * whose password nothing else proves are not among them.
   */
  withheldSchemes(db: Queryable, accountId: number): Promise<ReadonlySet<string>>;
  /** The secret that counts at the door: of the account's password, of the game password, or none. */
  credential(accountId: number, gameId: string, scheme: string): Promise<Uint8Array | null>;
  /** A login by what the door takes: notes the use of a game password. */
  noteUse(unit: UnitOfWork, accountId: number, origin: Origin): Promise<void>;
  /** Somebody who knows the password was kept out: tells the player, once a day. */
  tellRefused(unit: UnitOfWork, accountId: number, origin: Origin): Promise<void>;
  /** Ends every game password with its lines; their doors are closed. */
  endGamePasswords(unit: UnitOfWork, accountId: number, origin: Origin): Promise<void>;
}
