/** Who has signed in on the website: the session's token, and whose it is. */
import type { Account } from "../lib/domain/accounts/account.ts";

export function signedIn({ account, result: token }: { readonly account: Account; readonly result: string }) {
  return { token, id: account.id, username: account.username };
}
