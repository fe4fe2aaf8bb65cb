/** Which game server makes a call: the bearer of its key. */
import type { Server } from "../lib/domain/servers/server.ts";
import type { Servers } from "../lib/domain/servers/servers.ts";
import { bearerToken } from "./bearer.ts";
import type { HttpContext } from "./http.ts";

/** @throws {AppError} `invalid_token` without a key, or with one that is no server's */
export async function requireServer(c: HttpContext, servers: Pick<Servers, "authenticate">): Promise<Server> {
  return await servers.authenticate(bearerToken(c));
}
