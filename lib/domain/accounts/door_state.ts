/** What one game's door takes of one account: docs/contract-accounts.md, "Doors that only know a password". */

/**
 * `password`: the account's. `window`: the same, while a window is open for the client's address. `game_password`: that
 * alone. `closed`: nothing.
 */
export type Access = "password" | "window" | "game_password" | "closed";

/** One game's door to one account, as it was when it was looked at. */
export interface DoorState {
  readonly access: Access;
  /** Whether who proves the secret that counts comes in from there. */
  isOpenFor(address: string): boolean;
  /** For `game_password`. @param normal in NFC; null is nobody's */
  isGamePassword(normal: string | null): boolean;
}
