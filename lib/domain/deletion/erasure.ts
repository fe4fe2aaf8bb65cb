/** What goes of an account and what stays, in the one transaction that deletes it. */
import type { Account } from "../accounts/account.ts";
import { emailKey, usernameKey } from "../accounts/rules.ts";
import { findSuspension } from "../accounts/suspensions.ts";
import { accountActor } from "../audit/audit.ts";
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import type { ReservedNames } from "./reserved_names.ts";

const DAY_MS = 24 * 60 * 60_000;

/** The username, for some days; of an account that is kept out, whatever it was known by until the ban ends. */
export async function reserveLogins(
  unit: UnitOfWork,
  account: Account,
  { reservedNames, days }: { readonly reservedNames: ReservedNames; readonly days: number },
): Promise<void> {
  const { db, now } = unit;
  const ban = await findSuspension(db, account.id, now);
  const freeAt = new Date(now.getTime() + (account.isGuest ? 0 : days * DAY_MS));
  const until = ban !== null && (ban.until === null || ban.until > freeAt) ? ban.until : freeAt;
  if (until === null || until > now) await reservedNames.reserve(db, "username", usernameKey(account.username), until);
  if (ban === null) return;
  if (account.email !== null) await reservedNames.reserve(db, "email", emailKey(account.email), ban.until);
  const identities = await db.selectFrom("identities").select(["provider", "subject"])
    .where("account_id", "=", account.id).execute();
  for (const { provider, subject } of identities) {
    await reservedNames.reserve(db, `identity ${provider}`, subject, ban.until);
  }
}

/** What hangs on the account by no foreign key, and then the account, with which every other row of it goes. */
export async function eraseAccount(unit: UnitOfWork, account: Account): Promise<void> {
  const { db } = unit;
  const suspensions = db.selectFrom("account_suspensions").select("id").where("account_id", "=", account.id);
  await db.deleteFrom("value_changes").where("kind", "=", "suspension").where("target_id", "in", suspensions).execute();
  await forgetImports(unit, account.id);
  await eraseTrail(unit, account);
  // The one that tells of the deletion goes out all the same, and then is gone as well.
  await db.updateTable("mails").set({ account_id: null }).where("account_id", "=", account.id)
    .where("name", "=", "deletion").where("given_up_at", "is", null).execute();
  await db.deleteFrom("accounts").where("id", "=", account.id).execute();
}

/**
 * Entries of the account, and of what it did to others, lose where they came from: the one change that the log allows.
 * @returns how many
 */
export async function forgetAddresses({ db }: UnitOfWork, accountId: number): Promise<bigint> {
  const of = await db.updateTable("audit_log").set({ address: null }).where("account_id", "=", accountId)
    .where("address", "is not", null).executeTakeFirst();
  const by = await db.updateTable("audit_log").set({ address: null }).where("actor", "=", accountActor(accountId))
    .where("address", "is not", null).executeTakeFirst();
  return of.numUpdatedRows + by.numUpdatedRows;
}

/** For a login that was decided before the account went, and written down behind that: the trail waits for nobody. */
export async function eraseLateTrail(db: Queryable, accountId: number): Promise<void> {
  await db.deleteFrom("login_trail").where("account_id", "=", accountId).execute();
}

/** Its attempts, and those of strangers under its name that no account was found for yet. */
async function eraseTrail({ db }: UnitOfWork, account: Account): Promise<void> {
  await db.deleteFrom("login_trail").where("account_id", "=", account.id).execute();
  const keys = [usernameKey(account.username), ...(account.email === null ? [] : [emailKey(account.email)])];
  await db.deleteFrom("login_trail").where("name_key", "in", keys).where("account_id", "is", null).execute();
}

/** The book of imports still knows that the row was there, so that no later run brings the account back. */
async function forgetImports({ db }: UnitOfWork, accountId: number): Promise<void> {
  const labels = await db.selectFrom("import_runs").select("label").distinct().execute();
  const characters = db.selectFrom("characters").select("id").where("account_id", "=", accountId);
  for (const { label } of labels) {
    const gone = { local_id: null, outcome: "deleted", credential_version: null } as const;
    await db.updateTable("import_rows").set(gone).where("label", "=", label).where("kind", "=", "account")
      .where("local_id", "=", accountId).execute();
    await db.updateTable("import_rows").set(gone).where("label", "=", label).where("kind", "=", "character")
      .where("local_id", "in", characters).execute();
  }
}
