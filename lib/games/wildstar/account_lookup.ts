/** Accounts by the e-mail that a client sent. */
import type { AccountsPort, AccountView } from "../../modules/mod.ts";
import { identityOf } from "./srp6_scheme.ts";

/** Without regard to case. Null as well for a text with a NUL, which PostgreSQL would refuse to look for. */
export async function findAccount(
  accounts: Pick<AccountsPort, "findByEmail">,
  email: string,
): Promise<AccountView | null> {
  return email.includes("\0") ? null : await accounts.findByEmail(identityOf(email));
}
