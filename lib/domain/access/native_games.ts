/** The games whose own clients come by doors that only know a password. The module host knows them. */
import type { CredentialScheme } from "../accounts/credential_schemes.ts";

export interface NativeGame {
  readonly id: string;
  /** What players call it. */
  readonly name: string;
  /** The names of its doors, as the audit log has them. */
  readonly doors: readonly string[];
  /** What its module derives of passwords. */
  readonly schemes: readonly CredentialScheme[];
}

/** Asked at each use, as the modules are initialized later. */
export type NativeGames = () => readonly NativeGame[];
