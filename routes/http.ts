/** What every call carries: where it comes from, its id, and, behind `requireSession`, who makes it. */
import type { Context } from "hono";
import type { Origin } from "../lib/platform/origin.ts";
import type { Operator } from "../lib/domain/operators/operator.ts";
import type { Server } from "../lib/domain/servers/server.ts";
import type { Identity } from "../lib/domain/sessions/identity.ts";
import type { GameToken } from "../lib/domain/tokens/game_token.ts";
import { deviceOf } from "./device.ts";

/** What the platform hands to `fetch` beside the request. */
export interface PeerInfo {
  /** The address of the socket's other end, without a port. */
  readonly peer: string;
}

export interface HttpEnv {
  Bindings: PeerInfo;
  Variables: {
    /** The client's own address, behind trusted proxies too. */
    address: string;
    requestId: string;
    identity: Identity;
    /** Behind `requireServer` only. */
    server: Server;
    /** Behind `requireGameToken` only. */
    gameToken: GameToken;
    /** Set where a query has been read, so that what is left of it is known. */
    hasReadQuery: boolean;
    /** The body as it came, once it was read. */
    bodyText: string | undefined;
    /** Behind `requireOperator` only. */
    actor: Operator;
  };
}

export type HttpContext = Context<HttpEnv>;

/** Which door a call came to, by its path. */
export function doorOf(path: string): string {
  if (path.startsWith("/auth/")) return "game_auth";
  return path.startsWith("/admin/") ? "admin" : "http";
}

export function originOf(c: HttpContext): Origin {
  return {
    door: doorOf(c.req.path),
    address: c.get("address"),
    device: deviceOf(c.req.header("user-agent")),
    language: languageOf(c.req.header("accept-language")),
    requestId: c.get("requestId"),
  };
}

/** The first language of `Accept-Language` (RFC 9110, 12.5.4), which is the one wanted most as browsers send it. */
function languageOf(header: string | undefined): string | null {
  return /^\s*([a-z]{2,3})\b/i.exec(header ?? "")?.[1]?.toLowerCase() ?? null;
}
