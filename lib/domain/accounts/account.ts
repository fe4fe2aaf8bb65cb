/** An account: the one identity behind every door. */
import type { Queryable } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Row } from "../../platform/database/schema.ts";

export type Account = Readonly<ReturnType<typeof toAccount>>;

/** An account as doors and modules see it, without its secrets. */
export interface AccountView {
  /** 1 to 2^32 − 1. */
  readonly id: number;
  /** As registered. */
  readonly username: string;
  /** As registered, or null. */
  readonly email: string | null;
}

export function viewOf(account: Account): AccountView {
  return { id: account.id, username: account.username, email: account.email };
}

export function toAccount(row: Row<"accounts">) {
  return {
    id: row.id,
    /** As it was registered. */
    username: row.username,
    /** True while the name was made up for a player who came by a provider. */
    usernamePending: row.username_pending === 1,
    email: row.email,
    passwordHash: row.password_hash,
    /** Rises with every change of a credential. */
    credentialVersion: row.credential_version,
    role: row.role,
    createdAt: new Date(row.created_at),
    lastLogin: row.last_login_at === null ? null : new Date(row.last_login_at),
    lastAddress: row.last_address,
    /** When its player proved that the e-mail is theirs. */
    emailVerifiedAt: row.email_verified_at === null ? null : new Date(row.email_verified_at),
    isGuest: row.is_guest === 1,
    /** When it goes for good, once its player has asked for that. */
    deletesAt: row.deletes_at === null ? null : new Date(row.deletes_at),
  };
}

/** What is asked about an account that nobody has is not found, rather than nothing. */
export function unknownAccount(id: number): AppError {
  return new AppError("not_found", `Could not find account ${id}`);
}

/** @returns the id @throws {AppError} `not_found` */
export async function existingAccount(db: Queryable, id: number): Promise<number> {
  const row = await db.selectFrom("accounts").select("id").where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw unknownAccount(id);
  return id;
}

/** @throws {AppError} `not_found` */
export async function getAccount(db: Queryable, id: number): Promise<Account> {
  const account = await findAccount(db, id);
  if (account === null) throw unknownAccount(id);
  return account;
}

export async function findAccount(db: Queryable, id: number): Promise<Account | null> {
  const row = await db.selectFrom("accounts").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : toAccount(row);
}

/** PostgreSQL's text has none, so no account can: https://www.postgresql.org/docs/15/datatype-character.html */
const NUL = "\0";

/** @param key the folded name: `usernameKey` of `lib/domain/accounts/rules.ts` */
export async function findAccountByUsername(db: Queryable, key: string): Promise<Account | null> {
  if (key.includes(NUL)) return null;
  const row = await db.selectFrom("accounts").selectAll().where("username_key", "=", key).executeTakeFirst();
  return row === undefined ? null : toAccount(row);
}

/** @param key the folded address: `emailKey` of `lib/domain/accounts/rules.ts` */
export async function findAccountByEmail(db: Queryable, key: string): Promise<Account | null> {
  if (key.includes(NUL)) return null;
  const row = await db.selectFrom("accounts").selectAll().where("email_key", "=", key).executeTakeFirst();
  return row === undefined ? null : toAccount(row);
}
