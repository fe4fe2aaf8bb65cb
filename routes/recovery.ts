/** Getting an account back: resets, proving an e-mail address, taking a change back. Links are spent by a POST only. */
import { Hono } from "hono";
import { z } from "zod";
import type { ResetRequests } from "../lib/domain/recovery/reset_requests.ts";
import type { Resets } from "../lib/domain/recovery/resets.ts";
import type { Undo } from "../lib/domain/recovery/undo.ts";
import type { Verification } from "../lib/domain/recovery/verification.ts";
import { text } from "../lib/platform/json/input.ts";
import { readBody } from "./body.ts";
import { assertion } from "./factor_input.ts";
import { type HttpEnv, originOf } from "./http.ts";
import { passwordField } from "./password_field.ts";
import { whereOn } from "./switched.ts";

const WITHOUT_MAIL = "There is nothing here: mail is not configured";

const token = text(1_000);
export const request = z.object({ email: text(1_000) });
export const link = z.object({ token });
export const finish = z.object({
  token,
  newPassword: passwordField,
  code: text(100).optional(),
  recoveryCode: text(100).optional(),
  passkey: assertion.optional(),
});

export interface RecoveryRouteParts {
  /** Whether a mail server is configured: without one only an operator's links are taken. */
  readonly hasMail: boolean;
  readonly resets: Resets;
  readonly resetRequests: Pick<ResetRequests, "ask">;
  readonly verification: Verification;
  readonly undo: Undo;
}

/** To be mounted at `/api/auth`. */
export function createRecoveryRoutes(parts: RecoveryRouteParts): Hono<HttpEnv> {
  const { resets, resetRequests, verification, undo } = parts;
  const routes = new Hono<HttpEnv>();
  const mailOnly = whereOn(parts.hasMail, WITHOUT_MAIL);

  routes.post("/reset", mailOnly, async (c) => {
    const { email } = await readBody(c, request);
    await resetRequests.ask(email, originOf(c));
    return c.json({}, 202);
  });

  routes.post("/reset/check", async (c) => {
    const { token } = await readBody(c, link);
    return c.json(await resets.check(token, originOf(c)));
  });

  routes.post("/reset/finish", async (c) => {
    const { token, newPassword, ...answer } = await readBody(c, finish);
    await resets.finish({ token, newPassword, answer, origin: originOf(c) });
    return c.body(null, 204);
  });

  routes.post("/verify-email", mailOnly, async (c) => {
    const { token } = await readBody(c, link);
    await verification.verify(token, originOf(c));
    return c.body(null, 204);
  });

  routes.post("/undo-email", mailOnly, async (c) => {
    const { token } = await readBody(c, link);
    await undo.undo(token, originOf(c));
    return c.body(null, 204);
  });

  return routes;
}

/** To be mounted at `/api/account`. */
export function createVerificationRoutes(parts: Pick<RecoveryRouteParts, "hasMail" | "verification">): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  routes.post("/email/verification", whereOn(parts.hasMail, WITHOUT_MAIL), async (c) => {
    await parts.verification.resend(c.get("identity").accountId, originOf(c));
    return c.json({}, 202);
  });
  return routes;
}
