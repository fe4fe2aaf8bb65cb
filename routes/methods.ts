/** Which methods a path takes: a path that exists answers others with 405 and `Allow` (RFC 9110, 15.5.6). */
import type { Hono } from "hono";
import { matchedRoutes } from "hono/route";
import { AppError } from "../lib/platform/errors.ts";
import type { HttpContext, HttpEnv } from "./http.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
/** How the router names what takes every method: middleware, as a rule. */
const ANY = "ALL";

export type MethodRules = ReturnType<typeof createMethodRules>;

export function createMethodRules(app: Hono<HttpEnv>) {
  const takes = (method: string, path: string) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method);

  const allowedFor = (path: string): string => {
    const methods: string[] = METHODS.filter((method) => takes(method, path));
    if (methods.includes("GET")) methods.splice(1, 0, "HEAD");
    return methods.length === 0 ? "" : [...methods, "OPTIONS"].join(", ");
  };

  return {
    /** As `Allow` says it; empty for a path that takes none. */
    allowedFor,
    /** @throws {AppError} `method_not_allowed` where the path takes other methods only; the answer's `Allow` is set */
    check(c: HttpContext): void {
      if (matchedRoutes(c).some(({ method }) => method !== ANY)) return;
      const allow = allowedFor(c.req.path);
      if (allow === "") return;
      throw new AppError("method_not_allowed", `This path takes ${allow}`, { allow });
    },
  };
}
