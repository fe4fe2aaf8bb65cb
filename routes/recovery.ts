/** Getting an account back: resets, proving an e-mail address, taking a change back. Links are spent by a POST only. */
import { z } from "zod";
import type { Mail } from "../lib/domain/mail/mail.ts";
import type { ResetRequests } from "../lib/domain/recovery/reset_requests.ts";
import type { Resets } from "../lib/domain/recovery/resets.ts";
import type { Undo } from "../lib/domain/recovery/undo.ts";
import type { Verification } from "../lib/domain/recovery/verification.ts";
import { text } from "../lib/platform/json/input.ts";
import { ACCOUNT_CALLS } from "./account.ts";
import { defineCalls } from "./description/call.ts";
import { assertion } from "./factor_input.ts";
import { originOf } from "./http.ts";
import type { Mount } from "./mount.ts";
import { passwordField } from "./password_field.ts";
import { whereOn } from "./switched.ts";

const WITHOUT_MAIL = "There is nothing here: mail is not configured";

const link = z.object({ token: text(1_000) });

export const RECOVERY_CALLS = defineCalls({
  "POST /api/auth/reset": {
    summary: "Sends a link to reset the password, if there is such an account",
    body: z.object({ email: text(1_000) }),
    answers: { 202: z.object({}) },
    codes: ["not_found"],
  },
  "POST /api/auth/reset/check": {
    summary: "Whether a link is good, and what it asks for",
    body: link,
    answers: { 200: z.object({ username: z.string(), methods: z.array(z.string()) }) },
    codes: ["invalid_link", "too_early"],
  },
  "POST /api/auth/reset/finish": {
    summary: "Sets a new password by a link",
    body: link.extend({
      newPassword: passwordField,
      code: text(100).optional(),
      recoveryCode: text(100).optional(),
      passkey: assertion.optional(),
    }),
    codes: ["invalid_link", "too_early", "invalid_code", "second_factor_required"],
  },
  "POST /api/auth/verify-email": {
    summary: "Proves an e-mail by the link in a mail",
    body: link,
    codes: ["invalid_link", "not_found"],
  },
  "POST /api/auth/undo-email": {
    summary: "Takes back a change by the link in a mail",
    body: link,
    codes: ["invalid_link", "email_taken", "not_found"],
  },
});

interface RecoveryRouteParts {
  /** Without a mail server only an operator's links are taken. */
  readonly mail: Pick<Mail, "enabled">;
  readonly resets: Resets;
  readonly resetRequests: Pick<ResetRequests, "ask">;
  readonly verification: Verification;
  readonly undo: Undo;
}

export function mountRecovery(mount: Mount, parts: RecoveryRouteParts): void {
  const { resets, resetRequests, verification, undo } = parts;
  const mailOnly = whereOn(parts.mail.enabled, WITHOUT_MAIL);
  const on = mount(RECOVERY_CALLS);
  const onMail = on.behind(mailOnly);

  onMail("POST /api/auth/reset", (c, { email }) => resetRequests.ask(email, originOf(c)));

  on("POST /api/auth/reset/check", (c, { token }) => resets.check(token, originOf(c)));

  on("POST /api/auth/reset/finish", (c, { token, newPassword, ...answer }) => {
    return resets.finish({ token, newPassword, answer, origin: originOf(c) });
  });

  onMail("POST /api/auth/verify-email", (c, { token }) => verification.verify(token, originOf(c)));

  onMail("POST /api/auth/undo-email", (c, { token }) => undo.undo(token, originOf(c)));

  // Behind `requireSession`.
  mount(ACCOUNT_CALLS).behind(mailOnly)("POST /api/account/email/verification", (c) => {
    return verification.resend(c.get("identity").accountId, originOf(c));
  });
}
