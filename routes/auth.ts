/** `/api/auth`: accounts and session tokens for browsers. */
import { Hono } from "hono";
import { z } from "zod";
import type { Accounts } from "../lib/domain/accounts/accounts.ts";
import type { Passwordless } from "../lib/domain/accounts/passwordless.ts";
import { text } from "../lib/platform/json/input.ts";
import type { Confirmation } from "../lib/domain/sessions/confirmation.ts";
import type { Sessions } from "../lib/domain/sessions/sessions.ts";
import { bearerToken, requireSession } from "./bearer.ts";
import { readBody } from "./body.ts";
import { type HttpEnv, originOf } from "./http.ts";
import { passwordField as password } from "./password_field.ts";
import { signedIn } from "./signed_in.ts";

/** Far over every rule, so that the rules' own messages are the ones read. */
const field = () => text(1_000);

export const registration = z.object({ username: field(), password, email: field().optional() });
export const login = z.object({ username: field().optional(), email: field().optional(), password })
  .refine(({ username, email }) => username !== undefined || email !== undefined, {
    path: ["username"],
    error: "a username or an e-mail is needed",
  });
/** Without the current one: for an account that has none. */
export const passwordChange = z.object({
  currentPassword: password.optional(),
  newPassword: password,
  endGamePasswords: z.boolean().optional(),
});

export interface AuthParts {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly confirmation: Pick<Confirmation, "require">;
  readonly passwordless: Passwordless;
}

/** To be mounted at `/api/auth`. */
export function createAuthRoutes({ accounts, sessions, confirmation, passwordless }: AuthParts): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  const session = requireSession(sessions);

  routes.post("/register", async (c) => {
    const input = await readBody(c, registration);
    const origin = originOf(c);
    const created = await accounts.register(
      { username: input.username, password: input.password, ...optional("email", input.email), origin },
      (unit, account) => sessions.open(unit, account, origin),
    );
    return c.json(signedIn(created), 201);
  });

  routes.post("/login", async (c) => {
    const input = await readBody(c, login);
    const origin = originOf(c);
    const known = await accounts.logIn(
      { password: input.password, ...loginName(input), factor: { kind: "challenge" }, origin },
      (unit, account) => sessions.open(unit, account, origin),
    );
    return c.json(signedIn(known));
  });

  routes.get("/verify", session, (c) => {
    const { accountId, username } = c.get("identity");
    return c.json({ success: true, userId: accountId, username });
  });

  routes.post("/logout", session, async (c) => {
    await sessions.logOut(c.get("identity"), originOf(c));
    return c.body(null, 204);
  });

  routes.post("/logout-all", session, async (c) => {
    await sessions.logOutEverywhere(c.get("identity"), originOf(c));
    return c.body(null, 204);
  });

  // Without `session`: for some seconds a token that was replaced is good for this alone.
  routes.post("/refresh", async (c) => {
    const token = await sessions.refresh(bearerToken(c), originOf(c));
    return c.json({ token });
  });

  routes.post("/password", session, async (c) => {
    const { currentPassword, newPassword, endGamePasswords = false } = await readBody(c, passwordChange);
    const { accountId, sessionId } = c.get("identity");
    const change = { accountId, sessionId, newPassword, endGamePasswords, origin: originOf(c) };
    if (currentPassword === undefined) {
      await passwordless.check(accountId, "currentPassword");
      await confirmation.require(c.get("identity"));
      await passwordless.setPassword(change);
    } else {
      await accounts.changePassword({ ...change, currentPassword });
    }
    return c.body(null, 204);
  });

  return routes;
}

/** Of two names the username counts. */
function loginName({ username, email }: { username?: string | undefined; email?: string | undefined }) {
  if (username !== undefined) return { username };
  return email === undefined ? {} : { email };
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : { [key]: value } as { [K in Key]: Value };
}
