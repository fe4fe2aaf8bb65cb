/** Names that deleted accounts leave behind, and nobody gets for a while: what whoever writes a name asks before. */
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";

/**
 * In the transaction that writes the name.
 * @param logins their keys, as they are looked up: `usernameKey`, `emailKey`
 * @throws {AppError} `username_taken`, `email_taken`
 */
export type CheckReserved = (
  db: Queryable,
  logins: { readonly username?: string; readonly email?: string | null },
  now: Date,
) => Promise<void>;

/**
 * In the transaction that ties a provider's player to an account.
 * @throws {AppError} `account_banned`, `account_suspended`: of an account that is gone, and was kept out when it went
 */
export type CheckReservedIdentity = (
  db: Queryable,
  identity: { readonly provider: string; readonly subject: string },
  now: Date,
) => Promise<void>;

/** What is kept for whom: an account's name, its e-mail, or its player at a provider. */
export type ReservedKind = "username" | "email" | `identity ${string}`;

/**
 * In the transaction that writes them, for many at once.
 * @param keys as they are looked up
 * @returns those of them that are kept
 */
export type FindReserved = (
  unit: UnitOfWork,
  kind: ReservedKind,
  keys: readonly string[],
) => Promise<ReadonlySet<string>>;
