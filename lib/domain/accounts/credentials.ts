/**
 * The one place where an account's credentials are written: its bcrypt hash, and what game modules derived from the
 * password. Each write raises the account's version, so that what was proven by an older credential writes nothing.
 */
import { sql } from "kysely";
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import type { Account } from "./account.ts";
import type { CredentialSchemes, DerivedSecret } from "./credential_schemes.ts";

interface NewCredentials {
  /** Null takes the password away; left out, it stays as it is. */
  readonly passwordHash?: string | null;
  readonly secrets: readonly DerivedSecret[];
}

/** In the transaction that has locked the account. Changes nothing where nothing is given. */
export async function writeCredentials(
  unit: UnitOfWork,
  schemes: Pick<CredentialSchemes, "store" | "removeForeign" | "removeWithheld">,
  accountId: number,
  { passwordHash, secrets }: NewCredentials,
): Promise<void> {
  if (passwordHash === undefined && secrets.length === 0) return;
  if (passwordHash !== undefined) {
    await unit.db.updateTable("accounts").set({ password_hash: passwordHash }).where("id", "=", accountId).execute();
    await schemes.removeForeign(unit.db, accountId);
  }
  await schemes.store(unit.db, accountId, secrets);
  // What was kept only because nothing else proved the password.
  if (passwordHash !== undefined) await schemes.removeWithheld(unit.db, accountId);
  await raiseCredentialVersion(unit.db, accountId);
}

/** For whoever writes, removes or imports a credential otherwise. */
export async function raiseCredentialVersion(db: Queryable, accountId: number): Promise<void> {
  await db.updateTable("accounts").set({ credential_version: sql<number>`credential_version + 1` })
    .where("id", "=", accountId).execute();
}

/**
 * Whether what was proven before the transaction is so still inside it. Asked once the account is locked, and before
 * anything is written: else a login that began before a reset would write the old password over the new one.
 */
export async function isCredentialCurrent(db: Queryable, account: Account): Promise<boolean> {
  const now = await db.selectFrom("accounts").select("credential_version").where("id", "=", account.id)
    .executeTakeFirst();
  return now?.credential_version === account.credentialVersion;
}

/** `lockAccount` and `isCredentialCurrent` in one read. What else belongs to the account is to be read behind it. */
export async function lockCurrentCredential({ engine, db }: UnitOfWork, account: Account): Promise<boolean> {
  const now = await db.selectFrom("accounts").select("credential_version").where("id", "=", account.id)
    .$if(engine === "postgres", (query) => query.forNoKeyUpdate()).executeTakeFirst();
  return now?.credential_version === account.credentialVersion;
}
