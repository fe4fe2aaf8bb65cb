/** `/api/auth`: accounts and session tokens for browsers. */
import { z } from "zod";
import type { Accounts } from "../lib/domain/accounts/accounts.ts";
import type { Passwordless } from "../lib/domain/accounts/passwordless.ts";
import { idSchema, text } from "../lib/platform/json/input.ts";
import type { Confirmation } from "../lib/domain/sessions/confirmation.ts";
import type { Sessions } from "../lib/domain/sessions/sessions.ts";
import { bearerToken, requireSession } from "./bearer.ts";
import { session, webAuthnOptions } from "./description/answers.ts";
import { defineCalls } from "./description/call.ts";
import { HOOKS, LOGIN, REFUSED } from "./description/refusals.ts";
import { assertion, confirmationAnswer, passkeyRequest, secondFactor } from "./factor_input.ts";
import { originOf } from "./http.ts";
import type { Mount } from "./mount.ts";
import { passwordField as password } from "./password_field.ts";
import { providerProof } from "./provider_credentials.ts";
import { signedIn } from "./signed_in.ts";

/** Far over every rule, so that the rules' own messages are the ones read. */
const field = () => text(1_000);

export const SIGN_IN_CALLS = defineCalls({
  "POST /api/auth/register": {
    summary: "Makes an account and signs it in",
    body: z.object({ username: field(), password, email: field().optional() }),
    answers: { 201: session },
    codes: ["username_taken", "email_taken", ...HOOKS],
  },
  "POST /api/auth/login": {
    summary: "Signs in by name or e-mail and password",
    body: z.object({ username: field().optional(), email: field().optional(), password })
      .refine(({ username, email }) => username !== undefined || email !== undefined, {
        path: ["username"],
        error: "a username or an e-mail is needed",
      }),
    answers: { 200: session },
    codes: [...LOGIN, "second_factor_required"],
  },
  "POST /api/auth/second-factor": {
    summary: "Ends a login that asked for a second factor",
    body: secondFactor,
    answers: { 200: session },
    codes: [...REFUSED, "invalid_code", "invalid_link", "not_found"],
  },
  "POST /api/auth/passkey/options": {
    summary: "What the browser needs to sign in by a passkey",
    body: passkeyRequest,
    bodyOptional: true,
    answers: { 200: webAuthnOptions },
    codes: ["not_found", "invalid_link"],
  },
  "POST /api/auth/passkey": {
    summary: "Signs in by a passkey",
    body: assertion,
    answers: { 200: session },
    codes: ["not_found", "invalid_link", ...LOGIN],
  },
  "POST /api/auth/provider": {
    summary: "Signs in by Steam or Epic",
    body: providerProof,
    answers: { 200: session.extend({ usernamePending: z.boolean() }) },
    codes: [...LOGIN, "provider_unavailable"],
  },
  "GET /api/auth/verify": {
    summary: "Whose session the bearer is",
    answers: { 200: z.object({ success: z.boolean(), userId: idSchema, username: z.string() }) },
    bearer: "session",
  },
  "POST /api/auth/logout": {
    summary: "Ends the session",
    bearer: "session",
  },
  "POST /api/auth/logout-all": {
    summary: "Ends every session of the account",
    bearer: "session",
  },
  "POST /api/auth/refresh": {
    summary: "A new token in place of the bearer",
    answers: { 200: z.object({ token: z.string() }) },
    codes: ["token_rotated", ...REFUSED],
    bearer: "session",
  },
  "POST /api/auth/password": {
    summary: "Changes the password, or sets the first one",
    confirmed: true,
    body: z.object({
      /** Left out for an account that has none. */
      currentPassword: password.optional(),
      newPassword: password,
      endGamePasswords: z.boolean().optional(),
    }),
    codes: ["invalid_credentials"],
    bearer: "session",
  },
  "POST /api/auth/confirm": {
    summary: "Proves the account once more, for acts that ask for it",
    body: confirmationAnswer,
    codes: [
      "invalid_credentials",
      "invalid_code",
      "invalid_link",
      "second_factor_required",
      "confirmation_required",
      "provider_unavailable",
      "not_found",
    ],
    bearer: "session",
  },
});

interface AuthParts {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly confirmation: Pick<Confirmation, "require">;
  readonly passwordless: Passwordless;
}

export function mountAuth(mount: Mount, { accounts, sessions, confirmation, passwordless }: AuthParts): void {
  const on = mount(SIGN_IN_CALLS);
  const onSession = on.behind(requireSession(sessions));

  on("POST /api/auth/register", async (c, { username, password, email }) => {
    const origin = originOf(c);
    const created = await accounts.register(
      { username, password, ...(email === undefined ? {} : { email }), origin },
      (unit, account) => sessions.open(unit, account, origin),
    );
    return signedIn(created);
  });

  on("POST /api/auth/login", async (c, { password, ...input }) => {
    const origin = originOf(c);
    const known = await accounts.logIn(
      { password, ...loginName(input), factor: { kind: "challenge" }, origin },
      (unit, account) => sessions.open(unit, account, origin),
    );
    return signedIn(known);
  });

  onSession("GET /api/auth/verify", (c) => {
    const { accountId, username } = c.get("identity");
    return { success: true, userId: accountId, username };
  });

  onSession("POST /api/auth/logout", (c) => sessions.logOut(c.get("identity"), originOf(c)));

  onSession("POST /api/auth/logout-all", (c) => sessions.logOutEverywhere(c.get("identity"), originOf(c)));

  // Without a session: for some seconds a token that was replaced is good for this alone.
  on("POST /api/auth/refresh", async (c) => ({ token: await sessions.refresh(bearerToken(c), originOf(c)) }));

  onSession("POST /api/auth/password", async (c, { currentPassword, newPassword, endGamePasswords = false }) => {
    const { accountId, sessionId } = c.get("identity");
    const change = { accountId, sessionId, newPassword, endGamePasswords, origin: originOf(c) };
    if (currentPassword === undefined) {
      await passwordless.check(accountId, "currentPassword");
      await confirmation.require(c.get("identity"));
      await passwordless.setPassword(change);
    } else {
      await accounts.changePassword({ ...change, currentPassword });
    }
  });
}

/** Of two names the username counts. */
function loginName({ username, email }: { username?: string | undefined; email?: string | undefined }) {
  if (username !== undefined) return { username };
  return email === undefined ? {} : { email };
}
