/** What accounts here have of the names and e-mails of a batch. */
import { emailKey, usernameKey } from "../../domain/accounts/rules.ts";
import { bulkList } from "../../platform/database/bulk.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { ForeignAccount } from "../readers/reader.ts";

export interface Surroundings {
  hasName(name: string): boolean;
  hasEmail(email: string): boolean;
}

export async function readSurroundings(unit: UnitOfWork, accounts: readonly ForeignAccount[]): Promise<Surroundings> {
  const names = accounts.flatMap(({ name }) => name === null || !isAskable(name) ? [] : [usernameKey(name)]);
  const emails = accounts.flatMap(({ email }) => email === null || !isAskable(email) ? [] : [emailKey(email)]);
  const byName = await unit.db.selectFrom("accounts").select("username_key")
    .where("username_key", "in", bulkList<string>(unit.engine, "text", names)).execute();
  const byEmail = await unit.db.selectFrom("accounts").select("email_key")
    .where("email_key", "in", bulkList<string>(unit.engine, "text", emails)).execute();
  const takenNames = new Set(byName.map((row) => row.username_key));
  const takenEmails = new Set(byEmail.map((row) => row.email_key));
  return {
    hasName: (name) => takenNames.has(usernameKey(name)),
    hasEmail: (email) => takenEmails.has(emailKey(email)),
  };
}

/** No database looks for a NUL or half a surrogate; a row with one is left out later. */
function isAskable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
