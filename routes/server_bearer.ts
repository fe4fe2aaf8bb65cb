/** Which game server makes a call: the bearer of its key. */
import { createMiddleware } from "hono/factory";
import type { Servers } from "../lib/domain/servers/servers.ts";
import { bearerToken } from "./bearer.ts";
import type { HttpEnv } from "./http.ts";

/** Lets a call pass with a server's key only, and sets `server`. @throws {AppError} `invalid_token` */
export function requireServer(servers: Pick<Servers, "authenticate">) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    c.set("server", await servers.authenticate(bearerToken(c)));
    await next();
  });
}
