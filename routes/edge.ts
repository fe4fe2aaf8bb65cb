/** The first thing that every call meets: its page's origin, its address's limit and ban, and whether the path takes it. */
import { createMiddleware } from "hono/factory";
import { PREFLIGHT_HEADERS } from "../lib/doors/browsers/answer_headers.ts";
import type { Origins } from "../lib/doors/browsers/origins.ts";
import type { AddressSet } from "../lib/platform/addresses/address_set.ts";
import type { BanList } from "../lib/domain/bans/ban_list.ts";
import type { RequestLimit } from "../lib/domain/limits/request_limit.ts";
import { AppError } from "../lib/platform/errors.ts";
import type { Sessions } from "../lib/domain/sessions/sessions.ts";
import { bearerToken } from "./bearer.ts";
import type { AddressReader } from "./client_addresses.ts";
import { doorOf, type HttpContext, type HttpEnv } from "./http.ts";
import type { MethodRules } from "./methods.ts";

export interface EdgeParts {
  readonly addressOf: AddressReader;
  readonly origins: Origins;
  readonly requestLimit: RequestLimit;
  readonly banList: BanList;
  readonly sessions: Pick<Sessions, "verify" | "verified">;
  /** From where operators work; to others their paths are not there. */
  readonly operatorAddresses: AddressSet;
  /** Told of a call that is turned away before anything else is asked. */
  readonly onRefused?: (door: string, address: string, code: string) => void;
}

/** A banned operator must still reach the console, and monitoring the probes. */
const OPEN_TO_BANNED = /^\/(admin\/api\/|console\/|healthz$|readyz$|metrics$)/;
/** Of operators, in whatever way they are written: a file's path is decoded before it is read. */
const OPERATORS_PATHS = /^\/+(?:(?:static\/+)?console|admin)(?:\/|$)/i;
/** Their ids are numbers, which a NUL is in none: they say themselves that there is no such character. */
const CHARACTERS = /^\/(api|auth)\/characters\//;
/** They change nothing, so any page may make its visitor ask; whether it may read the answer, CORS says. */
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
/** Of game modules: these may answer methods that no table of routes knows. */
export const MODULE_PATHS = "/games/";

export function createEdge(parts: EdgeParts, methods: MethodRules) {
  const { origins, addressOf, requestLimit, banList, sessions } = parts;
  return createMiddleware<HttpEnv>(async (c, next) => {
    const { method, path } = c.req;
    // Before anything is counted: else a page could use up its visitor's tries.
    if (!SAFE_METHODS.has(method) && !origins.mayAct(pageOf(c))) {
      throw new AppError("origin_not_allowed", "Pages of this origin may not call here");
    }
    const address = addressOf(c.env.peer, c.req.header("x-forwarded-for"));
    c.set("address", address);
    if (isPreflight(c, origins)) {
      countQuietly(requestLimit, address);
      return new Response(null, { status: 204, headers: PREFLIGHT_HEADERS });
    }
    const refused = (error: unknown) => {
      if (error instanceof AppError) parts.onRefused?.(doorOf(path), address, error.code);
    };
    try {
      requestLimit.count(address, isElsewheres(c, origins));
    } catch (error) {
      refused(error);
      throw error;
    }
    if (OPERATORS_PATHS.test(decoded(path)) && !parts.operatorAddresses.has(address)) {
      throw new AppError("not_found", "There is nothing here");
    }
    if (!OPEN_TO_BANNED.test(path)) {
      try {
        const asked = banList.check(address);
        if (asked !== undefined) await asked;
      } catch (error) {
        if (!isBan(error) || !await hasRole(c, sessions)) {
          refused(error);
          throw error;
        }
      }
    }
    // Nothing has a NUL in its name, and PostgreSQL fails on one.
    if (path.includes("\0") && !CHARACTERS.test(path)) throw new AppError("not_found", "There is nothing here");
    if (path.startsWith(MODULE_PATHS)) return await next();
    if (method === "OPTIONS") {
      const allow = methods.allowedFor(path);
      if (allow !== "") return new Response(null, { status: 204, headers: { allow } });
    }
    methods.check(c);
    await next();
  });
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isBan(error: unknown): boolean {
  return error instanceof AppError && error.code === "address_banned";
}

/** An operator may sit behind an address that another one banned: a live session of theirs passes. */
async function hasRole(c: HttpContext, sessions: EdgeParts["sessions"]): Promise<boolean> {
  if (c.req.header("authorization") === undefined) return false;
  try {
    const token = bearerToken(c);
    const { role } = sessions.verified(token) ?? await sessions.verify(token);
    return role !== "player";
  } catch (error) {
    if (error instanceof AppError) return false; // the ban is what is told
    throw error;
  }
}

function pageOf(c: HttpContext) {
  return {
    origin: c.req.header("origin"),
    fetchSite: c.req.header("sec-fetch-site"),
    host: c.req.header("host"),
    forwardedHost: c.req.header("x-forwarded-host"),
    peer: c.env.peer,
  };
}

/** Whether a page that nobody allowed made its visitor's browser send this, as an image or a link. */
function isElsewheres(c: HttpContext, origins: Origins): boolean {
  return c.req.header("sec-fetch-site") === "cross-site" && !origins.isNamed(c.req.header("origin"));
}

/** Answered whoever asks, or the page could not read why the call itself is refused. */
function isPreflight(c: HttpContext, origins: Origins): boolean {
  return c.req.method === "OPTIONS" && c.req.header("access-control-request-method") !== undefined &&
    origins.isNamed(c.req.header("origin"));
}

function countQuietly(requestLimit: RequestLimit, address: string): void {
  try {
    requestLimit.count(address);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}
