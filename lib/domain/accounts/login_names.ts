/** Names that players brought from elsewhere and go on logging in with: an import writes them. They reserve nothing. */
import type { Queryable } from "../../platform/database/database.ts";
import { type Account, findAccount } from "./account.ts";

/** In which login names are looked for. */
export function loginNameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/**
 * By a name that another account of its old system had in another case: asked first, and to the letter, for there both
 * spellings were somebody's.
 */
export async function findByExactLoginName(db: Queryable, name: string): Promise<Account | null> {
  const rows = await loginNames(db, name);
  return await onlyAccount(db, rows.filter((row) => row.is_exact === 1 && row.name === name));
}

/** By a name that nobody here has as username or e-mail; null as well when it could be one of several accounts. */
export async function findByLoginName(db: Queryable, name: string): Promise<Account | null> {
  const rows = await loginNames(db, name);
  return await onlyAccount(db, rows.filter((row) => row.is_exact === 0));
}

function loginNames(db: Queryable, name: string) {
  if (name.includes("\0") || !name.isWellFormed()) return Promise.resolve([]);
  return db.selectFrom("login_names").select(["account_id", "name", "is_exact"])
    .where("name_key", "=", loginNameKey(name)).limit(SEVERAL).execute();
}

/** Of so many accounts of one name nobody can be told apart, whatever more there are. */
const SEVERAL = 100;

async function onlyAccount(db: Queryable, rows: readonly { account_id: number }[]): Promise<Account | null> {
  const ids = new Set(rows.map((row) => row.account_id));
  const [id] = ids;
  return ids.size === 1 && id !== undefined ? await findAccount(db, id) : null;
}
