/** Who has signed in on the website: the session's token, and whose it is. */
import type { LoggedIn } from "../lib/domain/accounts/accounts.ts";

export function signedIn({ account, result: token }: LoggedIn<string>) {
  return { token, id: account.id, username: account.username };
}
