/** Who makes a call: the bearer of a session token (RFC 6750, 2.1). */
import { createMiddleware } from "hono/factory";
import { AppError } from "../lib/platform/errors.ts";
import type { Sessions } from "../lib/domain/sessions/sessions.ts";
import type { HttpContext, HttpEnv } from "./http.ts";

/** Longer than any token of ours. */
const TOKEN_CHARACTERS_MAX = 4_096;
const BEARER = /^bearer +(\S+) *$/i;

/** The token in `Authorization`, if there is one. */
export function bearerIn(authorization = ""): string | undefined {
  return authorization.length <= TOKEN_CHARACTERS_MAX ? BEARER.exec(authorization)?.[1] : undefined;
}

/** @throws {AppError} `invalid_token` where there is none */
export function bearerToken(c: HttpContext): string {
  const token = bearerIn(c.req.header("authorization"));
  if (token === undefined) throw new AppError("invalid_token", "A bearer token is needed");
  return token;
}

/** Lets a call pass with a live session only, and sets `identity`. */
export function requireSession(sessions: Sessions) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    const token = bearerToken(c);
    c.set("identity", await sessions.verify(token));
    await next();
  });
}
