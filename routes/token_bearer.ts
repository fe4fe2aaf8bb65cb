/** Whose login or character token a call bears. */
import type { GameToken, GameTokenKind } from "../lib/domain/tokens/game_token.ts";
import type { Revalidator } from "../lib/domain/tokens/revalidation.ts";
import { AppError } from "../lib/platform/errors.ts";
import { bearerToken } from "./bearer.ts";
import type { HttpContext } from "./http.ts";

/** @throws {AppError} `invalid_token`, `token_expired`, `wrong_token_type` */
export async function requireGameToken(
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
