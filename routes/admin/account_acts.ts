/** `/admin/api/accounts/:id/…`: what operators do for an account and its player. */
import { z } from "zod";
import type { AccountActs } from "../../lib/domain/admin/account_acts.ts";
import type { AccountDeletion } from "../../lib/domain/admin/account_deletion.ts";
import type { OperatorRecovery } from "../../lib/domain/recovery/operator_recovery.ts";
import { idSchema } from "../../lib/platform/json/input.ts";
import { readBody, readOptionalBody } from "../body.ts";
import { time } from "./answers.ts";
import { defineCall, type Mount } from "./call.ts";
import { byOf, reason } from "./fields.ts";
import { readId } from "./query.ts";

const because = z.object({ reason });
const optionalReason = z.object({ reason: reason.optional() });

export const ACCOUNT_ACT_CALLS = {
  revoke: defineCall({
    method: "POST",
    path: "/accounts/:id/revoke",
    summary: "Ends every session and every token of an account",
    permission: "sessions.end",
    body: because,
    answers: { 204: null },
    codes: ["not_found"],
  }),
  endSessions: defineCall({
    method: "POST",
    path: "/accounts/:id/sessions/end",
    summary: "Ends every session of an account",
    permission: "sessions.end",
    body: because,
    answers: { 204: null },
    codes: ["not_found"],
  }),
  endSession: defineCall({
    method: "DELETE",
    path: "/accounts/:id/sessions/:sid",
    summary: "Ends one session of an account",
    permission: "sessions.end",
    body: optionalReason,
    bodyOptional: true,
    answers: { 204: null },
    codes: ["not_found"],
  }),
  resetMail: defineCall({
    method: "POST",
    path: "/accounts/:id/reset-mail",
    summary: "Sends a mail to choose a new password by",
    permission: "account.reset_mail",
    body: because,
    answers: { 202: z.object({}) },
    codes: ["not_found", "email_required"],
  }),
  verificationMail: defineCall({
    method: "POST",
    path: "/accounts/:id/verification-mail",
    summary: "Sends a mail to prove the e-mail address by",
    permission: "mail.resend",
    body: because,
    answers: { 202: z.object({}) },
    codes: ["not_found", "email_required"],
  }),
  recovery: defineCall({
    method: "POST",
    path: "/accounts/:id/recovery",
    summary: "Makes a link to choose a new password by; it is shown once",
    permission: "recovery.link",
    body: z.object({ reason, removeSecondFactor: z.boolean().optional() }),
    answers: { 201: z.object({ id: idSchema, url: z.string(), expiresAt: time, validFrom: time }) },
    codes: ["not_found"],
  }),
  delete: defineCall({
    method: "DELETE",
    path: "/accounts/:id",
    summary: "Deletes an account, after the days of grace or now",
    permission: "accounts.delete",
    body: z.object({ reason, now: z.boolean().optional() }),
    answers: { 202: z.object({ deletesAt: time }) },
    codes: ["not_found", "last_admin"],
  }),
  restore: defineCall({
    method: "POST",
    path: "/accounts/:id/restore",
    summary: "Takes a deletion back that has not come yet",
    permission: "accounts.delete",
    body: optionalReason,
    bodyOptional: true,
    answers: { 204: null },
    codes: ["not_found"],
  }),
};

export interface AdminAccountActParts {
  readonly accountActs: AccountActs;
  readonly operatorRecovery: OperatorRecovery;
  readonly accountDeletion: AccountDeletion;
}

export function mountAccountActs(on: Mount, parts: AdminAccountActParts): void {
  const { accountActs, operatorRecovery, accountDeletion } = parts;

  on(ACCOUNT_ACT_CALLS.revoke, async (c) => {
    const { reason } = await readBody(c, ACCOUNT_ACT_CALLS.revoke.body);
    await accountActs.revoke(readId(c), reason, byOf(c.get("actor")));
    return c.body(null, 204);
  });

  on(ACCOUNT_ACT_CALLS.endSessions, async (c) => {
    const { reason } = await readBody(c, ACCOUNT_ACT_CALLS.endSessions.body);
    await accountActs.endSessions(readId(c), reason, byOf(c.get("actor")));
    return c.body(null, 204);
  });

  on(ACCOUNT_ACT_CALLS.endSession, async (c) => {
    const because = await readOptionalBody(c, optionalReason);
    await accountActs.endSession(readId(c), c.req.param("sid") ?? "", because?.reason, byOf(c.get("actor")));
    return c.body(null, 204);
  });

  on(ACCOUNT_ACT_CALLS.resetMail, async (c) => {
    const { reason } = await readBody(c, ACCOUNT_ACT_CALLS.resetMail.body);
    await operatorRecovery.sendReset(readId(c), reason, byOf(c.get("actor")));
    return c.json({}, 202);
  });

  on(ACCOUNT_ACT_CALLS.verificationMail, async (c) => {
    const { reason } = await readBody(c, ACCOUNT_ACT_CALLS.verificationMail.body);
    await operatorRecovery.sendVerification(readId(c), reason, byOf(c.get("actor")));
    return c.json({}, 202);
  });

  on(ACCOUNT_ACT_CALLS.recovery, async (c) => {
    const { reason, removeSecondFactor = false } = await readBody(c, ACCOUNT_ACT_CALLS.recovery.body);
    const accountId = readId(c);
    const link = await operatorRecovery.issue({ accountId, reason, removeSecondFactor }, byOf(c.get("actor")));
    return c.json({
      id: link.id,
      url: link.url,
      expiresAt: link.expiresAt.toISOString(),
      validFrom: link.validFrom.toISOString(),
    }, 201);
  });

  on(ACCOUNT_ACT_CALLS.delete, async (c) => {
    const { reason, now = false } = await readBody(c, ACCOUNT_ACT_CALLS.delete.body);
    const deletesAt = await accountDeletion.request({ accountId: readId(c), reason, now }, byOf(c.get("actor")));
    return c.json({ deletesAt: deletesAt.toISOString() }, 202);
  });

  on(ACCOUNT_ACT_CALLS.restore, async (c) => {
    const because = await readOptionalBody(c, ACCOUNT_ACT_CALLS.restore.body);
    await accountDeletion.restore({ accountId: readId(c), reason: because?.reason }, byOf(c.get("actor")));
    return c.body(null, 204);
  });
}
