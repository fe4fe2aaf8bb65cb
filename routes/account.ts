/** `/api/account`: what a signed-in player sees and changes of the account. */
import { Hono } from "hono";
import { z } from "zod";
import type { Accounts } from "../lib/domain/accounts/accounts.ts";
import { text } from "../lib/platform/json/input.ts";
import type { Sessions } from "../lib/domain/sessions/sessions.ts";
import { requireSession } from "./bearer.ts";
import { readBody } from "./body.ts";
import { noStore } from "./no_store.ts";
import { type HttpEnv, originOf } from "./http.ts";

const emailChange = z.object({ password: z.string().max(1_000), email: text(1_000) });

export interface AccountRouteParts {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
}

export function createAccountRoutes({ accounts, sessions }: AccountRouteParts): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  routes.use("*", requireSession(sessions));
  routes.use("*", noStore);

  routes.get("/", async (c) => {
    const account = await accounts.get(c.get("identity").accountId);
    return c.json({
      id: account.id,
      username: account.username,
      email: account.email,
      createdAt: account.createdAt.toISOString(),
      lastLogin: account.lastLogin?.toISOString() ?? null,
    });
  });

  routes.post("/email", async (c) => {
    const { password, email } = await readBody(c, emailChange);
    await accounts.changeEmail({ accountId: c.get("identity").accountId, password, email, origin: originOf(c) });
    return c.body(null, 204);
  });

  return routes;
}
