/** `/admin/api/accounts/:id/…`: what operators do for an account and its player. */
import { z } from "zod";
import type { AccountActs } from "../../lib/domain/admin/account_acts.ts";
import type { AccountDeletion } from "../../lib/domain/admin/account_deletion.ts";
import type { OperatorRecovery } from "../../lib/domain/recovery/operator_recovery.ts";
import { idSchema } from "../../lib/platform/json/input.ts";
import { time } from "./answers.ts";
import { type AdminMount, defineCalls } from "./call.ts";
import { byOf, OPTIONAL_REASON, reason } from "./fields.ts";
import { readId } from "./query.ts";

const because = z.object({ reason });

export const ACCOUNT_ACT_CALLS = defineCalls({
  "POST /accounts/:id/revoke": {
    summary: "Ends every session and every token of an account",
    permission: "sessions.end",
    body: because,
  },
  "POST /accounts/:id/sessions/end": {
    summary: "Ends every session of an account",
    permission: "sessions.end",
    body: because,
  },
  "DELETE /accounts/:id/sessions/:sid": {
    summary: "Ends one session of an account",
    permission: "sessions.end",
    ...OPTIONAL_REASON,
  },
  "POST /accounts/:id/reset-mail": {
    summary: "Sends a mail to choose a new password by",
    permission: "account.reset_mail",
    body: because,
    answers: { 202: z.object({}) },
    codes: ["email_required"],
  },
  "POST /accounts/:id/verification-mail": {
    summary: "Sends a mail to prove the e-mail address by",
    permission: "mail.resend",
    body: because,
    answers: { 202: z.object({}) },
    codes: ["email_required"],
  },
  "POST /accounts/:id/recovery": {
    summary: "Makes a link to choose a new password by; it is shown once",
    permission: "recovery.link",
    body: z.object({ reason, removeSecondFactor: z.boolean().optional() }),
    answers: { 201: z.object({ id: idSchema, url: z.string(), expiresAt: time, validFrom: time }) },
  },
  "DELETE /accounts/:id": {
    summary: "Deletes an account, after the days of grace or now",
    permission: "accounts.delete",
    body: z.object({ reason, now: z.boolean().optional() }),
    answers: { 202: z.object({ deletesAt: time }) },
    codes: ["last_admin"],
  },
  "POST /accounts/:id/restore": {
    summary: "Takes a deletion back that has not come yet",
    permission: "accounts.delete",
    ...OPTIONAL_REASON,
  },
});

export interface AdminAccountActParts {
  readonly accountActs: AccountActs;
  readonly operatorRecovery: OperatorRecovery;
  readonly accountDeletion: AccountDeletion;
}

export function mountAccountActs(mount: AdminMount, parts: AdminAccountActParts): void {
  const on = mount(ACCOUNT_ACT_CALLS);
  const { accountActs, operatorRecovery, accountDeletion } = parts;

  on("POST /accounts/:id/revoke", (c, { reason }) => accountActs.revoke(readId(c), reason, byOf(c)));

  on("POST /accounts/:id/sessions/end", (c, { reason }) => accountActs.endSessions(readId(c), reason, byOf(c)));

  on("DELETE /accounts/:id/sessions/:sid", (c, because) => {
    return accountActs.endSession(readId(c), c.req.param("sid"), because?.reason, byOf(c));
  });

  on("POST /accounts/:id/reset-mail", (c, { reason }) => operatorRecovery.sendReset(readId(c), reason, byOf(c)));

  on("POST /accounts/:id/verification-mail", (c, { reason }) => {
    return operatorRecovery.sendVerification(readId(c), reason, byOf(c));
  });

  on("POST /accounts/:id/recovery", async (c, { reason, removeSecondFactor = false }) => {
    const what = { accountId: readId(c), reason, removeSecondFactor };
    const { id, url, expiresAt, validFrom } = await operatorRecovery.issue(what, byOf(c));
    return { id, url, expiresAt, validFrom };
  });

  on("DELETE /accounts/:id", async (c, { reason, now = false }) => {
    return { deletesAt: await accountDeletion.request({ accountId: readId(c), reason, now }, byOf(c)) };
  });

  on("POST /accounts/:id/restore", (c, because) => {
    return accountDeletion.restore({ accountId: readId(c), reason: because?.reason }, byOf(c));
  });
}
