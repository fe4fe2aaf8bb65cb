/** `/api/account`: what a signed-in player sees and changes of the account. */
import { Hono } from "hono";
import { z } from "zod";
import type { Accounts } from "../lib/domain/accounts/accounts.ts";
import type { Passwordless } from "../lib/domain/accounts/passwordless.ts";
import type { AccountSecurity } from "../lib/domain/factors/account_security.ts";
import { text } from "../lib/platform/json/input.ts";
import type { Confirmation } from "../lib/domain/sessions/confirmation.ts";
import { readBody } from "./body.ts";
import { type HttpEnv, originOf } from "./http.ts";
import { passwordField } from "./password_field.ts";

/** Without a password: for an account that has none. */
export const emailChange = z.object({ password: passwordField.optional(), email: text(1_000) });

export interface AccountRouteParts {
  readonly accounts: Accounts;
  readonly confirmation: Pick<Confirmation, "require">;
  readonly passwordless: Passwordless;
  readonly accountSecurity: Pick<AccountSecurity, "overview">;
}

/** To be mounted at `/api/account`. */
export function createAccountRoutes(parts: AccountRouteParts): Hono<HttpEnv> {
  const { accounts, confirmation, passwordless, accountSecurity } = parts;
  const routes = new Hono<HttpEnv>();

  routes.get("/", async (c) => {
    const account = await accounts.get(c.get("identity").accountId);
    return c.json({
      id: account.id,
      username: account.username,
      email: account.email,
      emailVerified: account.emailVerifiedAt !== null,
      createdAt: account.createdAt.toISOString(),
      lastLogin: account.lastLogin?.toISOString() ?? null,
      guest: account.isGuest,
      ...await accountSecurity.overview(account.id),
      deletesAt: account.deletesAt?.toISOString() ?? null,
    });
  });

  routes.post("/email", async (c) => {
    const { password, email } = await readBody(c, emailChange);
    const { accountId } = c.get("identity");
    const origin = originOf(c);
    if (password === undefined) {
      await passwordless.check(accountId, "password");
      await confirmation.require(c.get("identity"));
      await passwordless.setEmail({ accountId, email, origin });
    } else {
      await accounts.changeEmail({ accountId, password, email, origin });
    }
    return c.body(null, 204);
  });

  return routes;
}
