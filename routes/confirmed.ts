/** The acts that cost an account's owner dearly need a player who proved the account a moment ago. */
import { createMiddleware } from "hono/factory";
import type { Confirmation } from "../lib/domain/sessions/confirmation.ts";
import type { HttpEnv } from "./http.ts";

/**
 * Behind `requireSession`: lets a call pass whose session proved the account within `auth.confirmMinutes`.
 * @throws {AppError} `confirmation_required` with the `methods` of `POST /api/auth/confirm` that are open to it
 */
export function requireConfirmation(confirmation: Pick<Confirmation, "require">) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    await confirmation.require(c.get("identity"));
    await next();
  });
}
