/** What accounts here have of the names, e-mails and identities of a batch. */
import type { FindReserved } from "../../domain/accounts/reserved.ts";
import { emailKey, usernameKey } from "../../domain/accounts/rules.ts";
import { bulkList } from "../../platform/database/bulk.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { Twins } from "../plan/twins.ts";
import type { ForeignAccount } from "../readers/reader.ts";
import type { Book } from "./book.ts";

export interface SurroundingsParts {
  readonly book: Book;
  readonly twins: Twins;
  readonly findReserved: FindReserved;
}

export async function readSurroundings(
  unit: UnitOfWork,
  accounts: readonly ForeignAccount[],
  { book, twins, findReserved }: SurroundingsParts,
) {
  const names = accounts.flatMap(({ name }) => name === null || !isAskable(name) ? [] : [name]);
  const emails = accounts.flatMap(({ email }) => email === null || !isAskable(email) ? [] : [emailKey(email)]);
  const subjects = accounts.flatMap(({ identities }) => identities.map(({ subject }) => subject).filter(isAskable));
  const byName = await unit.db.selectFrom("accounts").select(["id", "username_key"])
    .where("username_key", "in", bulkList<string>(unit.engine, "text", names.map(usernameKey))).execute();
  const byEmail = emails.length === 0 ? [] : await unit.db.selectFrom("accounts").select("email_key")
    .where("email_key", "in", bulkList<string>(unit.engine, "text", emails)).execute();
  const bySubject = subjects.length === 0 ? [] : await unit.db.selectFrom("identities").select(["provider", "subject"])
    .where("provider", "in", ["steam", "epic"])
    .where("subject", "in", bulkList<string>(unit.engine, "text", subjects)).execute();
  const takenNames = new Map(byName.map((row) => [row.username_key, row.id]));
  const takenEmails = new Set(byEmail.map((row) => row.email_key));
  const takenIdentities = new Set(bySubject.map(({ provider, subject }) => `${provider} ${subject}`));
  const keepers = new Map(
    names.flatMap((name) => {
      const keeper = takenNames.has(usernameKey(name)) ? twins.nameKeeper(name) : null;
      return keeper === null ? [] : [[usernameKey(name), keeper] as const];
    }),
  );
  const booked = await book.find(unit, "account", [...keepers.values()]);
  const reservedNames = await findReserved(unit, "username", names.map(usernameKey));
  const reservedEmails = await findReserved(unit, "email", emails);
  const reservedSubjects = {
    steam: await findReserved(unit, "identity steam", subjects),
    epic: await findReserved(unit, "identity epic", subjects),
  };
  return {
    /** Whether it is kept for an account that was deleted here. */
    isNameReserved: (name: string): boolean => reservedNames.has(usernameKey(name)),
    isEmailReserved: (email: string): boolean => reservedEmails.has(emailKey(email)),
    isIdentityReserved: ({ provider, subject }: ForeignAccount["identities"][number]): boolean =>
      reservedSubjects[provider].has(subject),
    /** Whether somebody has the name who is not the source's own row that keeps it. */
    hasName(name: string): boolean {
      const key = usernameKey(name);
      const holder = takenNames.get(key);
      return holder !== undefined && booked.get(keepers.get(key) ?? "")?.localId !== holder;
    },
    hasEmail: (email: string): boolean => takenEmails.has(emailKey(email)),
    hasIdentity: ({ provider, subject }: ForeignAccount["identities"][number]): boolean =>
      takenIdentities.has(`${provider} ${subject}`),
  };
}

/** No database looks for a NUL or half a surrogate; a row with one is left out later. */
function isAskable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
