/** Who may operate: the bearer of the static token, or of a session of an account with a role. */
import { createMiddleware } from "hono/factory";
import type { AdminAttempts } from "../../lib/domain/admin/admin_attempts.ts";
import type { Authority } from "../../lib/domain/operators/authority.ts";
import { accountOperator, type Operator, staticOperator } from "../../lib/domain/operators/operator.ts";
import { isEqualConstantTime } from "../../lib/platform/crypto/constant_time.ts";
import { hashSecret } from "../../lib/platform/crypto/secret_hash.ts";
import { AppError } from "../../lib/platform/errors.ts";
import type { Sessions } from "../../lib/domain/sessions/sessions.ts";
import { bearerToken } from "../bearer.ts";
import type { HttpEnv } from "../http.ts";

export interface AdminBearerParts {
  readonly sessions: Pick<Sessions, "verify">;
  readonly adminAttempts: AdminAttempts;
  readonly authority: Pick<Authority, "requireSecondFactor">;
}

/**
 * Lets operators pass, and sets `actor`. Everybody else gets 401, a banned operator 403.
 * @param adminToken `ADMIN_TOKEN`; null: only operators' session tokens are let in
 */
export function requireOperator(adminToken: string | null, parts: AdminBearerParts) {
  const { sessions, adminAttempts, authority } = parts;
  const expected = adminToken === null ? null : hashSecret(adminToken);
  // Of the hashes, so that the comparison tells nothing of the length either.
  const isAdminToken = (token: string) => expected !== null && isEqualConstantTime(hashSecret(token), expected);

  const operatorOf = async (token: string, address: string): Promise<Operator> => {
    // Asked first and never counted: nobody's wrong guesses lock an operator out, and 24 characters bear them.
    if (isAdminToken(token)) return staticOperator(address);
    const identity = await identify(token, address);
    if (identity.role === "player") {
      await adminAttempts.refused(address, identity.accountId);
      throw new AppError("invalid_token", "This account is not an operator's");
    }
    await authority.requireSecondFactor(identity);
    return accountOperator(identity, address);
  };

  const identify = async (token: string, address: string) => {
    try {
      return await sessions.verify(token);
    } catch (error) {
      // A token that merely ran out is no attempt.
      if (error instanceof AppError && error.code === "invalid_token") await adminAttempts.refused(address, null);
      throw error;
    }
  };

  return createMiddleware<HttpEnv>(async (c, next) => {
    c.set("actor", await operatorOf(bearerToken(c), c.get("address")));
    await next();
  });
}
