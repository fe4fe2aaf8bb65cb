/** Whose login or character token a call bears. */
import { createMiddleware } from "hono/factory";
import type { GameToken, GameTokenKind } from "../lib/domain/tokens/game_token.ts";
import type { Revalidator } from "../lib/domain/tokens/revalidation.ts";
import { AppError } from "../lib/platform/errors.ts";
import { bearerToken } from "./bearer.ts";
import type { HttpContext, HttpEnv } from "./http.ts";

/** Lets a call pass with such a token only, and sets `gameToken`. @throws {AppError} as `gameTokenOf` */
export function requireGameToken(revalidator: Revalidator, kind: GameTokenKind) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    c.set("gameToken", await gameTokenOf(c, revalidator, kind));
    await next();
  });
}

/** @throws {AppError} `invalid_token`, `token_expired`, `wrong_token_type` */
export async function gameTokenOf(
  c: HttpContext,
  revalidator: Revalidator,
  kind: GameTokenKind,
): Promise<GameToken> {
  const result = await revalidator.revalidate(bearerToken(c), kind);
  if (result.valid) return result.token;
  switch (result.reason) {
    case "expired":
      throw new AppError("token_expired", `This ${kind} token has expired`);
    case "wrong_type":
      throw new AppError("wrong_token_type", `This is not a ${kind} token`);
    case "revoked":
    case "unknown":
      throw new AppError("invalid_token", `This is no ${kind} token that holds`);
  }
}
