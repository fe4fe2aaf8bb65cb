/** `/api/account`: what a signed-in player sees and changes of the account. */
import { z } from "zod";
import type { Accounts } from "../lib/domain/accounts/accounts.ts";
import type { Passwordless } from "../lib/domain/accounts/passwordless.ts";
import type { AccountSecurity } from "../lib/domain/factors/account_security.ts";
import { text } from "../lib/platform/json/input.ts";
import type { Confirmation } from "../lib/domain/sessions/confirmation.ts";
import { account, identity, passkey, recoveryCodes, webAuthnOptions } from "./description/answers.ts";
import { defineCalls } from "./description/call.ts";
import { passkeyAddition, passkeyChange, totpCode } from "./factor_input.ts";
import { originOf } from "./http.ts";
import type { Mount } from "./mount.ts";
import { passwordField } from "./password_field.ts";
import { providerProof } from "./provider_credentials.ts";

export const ACCOUNT_CALLS = defineCalls({
  "GET /api/account": {
    summary: "The account",
    answers: { 200: account },
  },
  "POST /api/account/email": {
    summary: "Changes the e-mail",
    confirmed: true,
    // Without a password: for an account that has none.
    body: z.object({ password: passwordField.optional(), email: text(1_000) }),
    codes: ["invalid_credentials", "email_taken"],
  },
  "POST /api/account/email/verification": {
    summary: "Sends the mail that proves the e-mail once more",
    answers: { 202: z.object({}) },
    codes: ["email_required", "not_found"],
  },
  "POST /api/account/username": {
    summary: "Chooses the name, for who came by a provider",
    body: z.object({ username: text(1_000) }),
    codes: ["username_taken", "forbidden"],
  },
  "POST /api/account/totp": {
    summary: "Begins with an authenticator app",
    confirmed: true,
    answers: { 201: z.looseObject({ secret: z.string() }) },
    codes: ["not_found", "password_required"],
  },
  "POST /api/account/totp/verify": {
    summary: "Turns the authenticator app on by its first code",
    body: totpCode,
    answers: { 200: recoveryCodes },
    codes: ["invalid_code", "not_found"],
  },
  "DELETE /api/account/totp": {
    summary: "Turns the authenticator app off",
    confirmed: true,
    codes: ["not_found"],
  },
  "POST /api/account/recovery-codes": {
    summary: "New recovery codes in place of the old ones",
    confirmed: true,
    answers: { 201: recoveryCodes },
    codes: ["not_found"],
  },
  "POST /api/account/passkeys/options": {
    summary: "What the browser needs to make a passkey",
    confirmed: true,
    answers: { 200: webAuthnOptions },
    codes: ["not_found", "too_many_passkeys"],
  },
  "POST /api/account/passkeys": {
    summary: "Adds a passkey",
    confirmed: true,
    body: passkeyAddition,
    answers: { 201: passkey.extend({ recoveryCodes: z.array(z.string()).optional() }) },
    codes: ["not_found", "too_many_passkeys", "invalid_link"],
  },
  "GET /api/account/passkeys": {
    summary: "The account's passkeys",
    answers: { 200: z.object({ passkeys: z.array(passkey) }) },
    codes: ["not_found"],
  },
  "PATCH /api/account/passkeys/:id": {
    summary: "Names a passkey",
    body: passkeyChange,
    answers: { 200: passkey },
    codes: ["not_found"],
  },
  "DELETE /api/account/passkeys/:id": {
    summary: "Removes a passkey",
    confirmed: true,
    codes: ["not_found", "last_way_in"],
  },
  "DELETE /api/account/password": {
    summary: "Does without a password from now on",
    confirmed: true,
    codes: ["not_found", "last_way_in"],
  },
  "GET /api/account/identities": {
    summary: "Linked accounts of Steam and Epic",
    answers: { 200: z.object({ identities: z.array(identity) }) },
  },
  "POST /api/account/identities": {
    summary: "Links an account of Steam or Epic",
    body: providerProof,
    answers: { 201: identity },
    codes: ["identity_taken", "invalid_credentials", "provider_unavailable", "confirmation_required"],
  },
  "DELETE /api/account/identities/:provider": {
    summary: "Unlinks it",
    codes: ["not_found", "last_way_in"],
  },
});

interface AccountRouteParts {
  readonly accounts: Accounts;
  readonly confirmation: Pick<Confirmation, "require">;
  readonly passwordless: Passwordless;
  readonly accountSecurity: Pick<AccountSecurity, "overview">;
}

/** Behind `requireSession`. */
export function mountAccount(mount: Mount, parts: AccountRouteParts): void {
  const { accounts, confirmation, passwordless, accountSecurity } = parts;
  const on = mount(ACCOUNT_CALLS);

  on("GET /api/account", async (c) => {
    const account = await accounts.get(c.get("identity").accountId);
    return {
      id: account.id,
      username: account.username,
      email: account.email,
      emailVerified: account.emailVerifiedAt !== null,
      createdAt: account.createdAt.toISOString(),
      lastLogin: account.lastLogin?.toISOString() ?? null,
      guest: account.isGuest,
      ...await accountSecurity.overview(account.id),
      deletesAt: account.deletesAt?.toISOString() ?? null,
    };
  });

  on("POST /api/account/email", async (c, { password, email }) => {
    const { accountId } = c.get("identity");
    const origin = originOf(c);
    if (password === undefined) {
      await passwordless.check(accountId, "password");
      await confirmation.require(c.get("identity"));
      await passwordless.setEmail({ accountId, email, origin });
    } else {
      await accounts.changeEmail({ accountId, password, email, origin });
    }
  });
}
