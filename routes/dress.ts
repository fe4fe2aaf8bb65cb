/** What every answer carries, whoever made it: the call's id, the security headers, and CORS for allowed pages. */
import { createMiddleware } from "hono/factory";
import { corsHeaders } from "../lib/doors/browsers/answer_headers.ts";
import type { Origins } from "../lib/doors/browsers/origins.ts";
import { MODULE_PATHS } from "./edge.ts";
import type { HttpEnv } from "./http.ts";

export interface DressParts {
  readonly origins: Origins;
  /** What every answer carries, whoever asks. */
  readonly security: Readonly<Record<string, string>>;
  readonly nextRequestId: () => string;
}

const CONTENT_SECURITY_POLICY = "content-security-policy";

export function createDress({ origins, nextRequestId, security }: DressParts) {
  const always = Object.entries(security);
  return createMiddleware<HttpEnv>(async (c, next) => {
    const requestId = nextRequestId();
    c.set("requestId", requestId);
    await next();
    if (!isWritable(c.res.headers)) c.res = new Response(c.res.body, c.res);
    const { headers } = c.res;
    headers.set("x-request-id", requestId);
    // Pages have a policy of their own, those of game modules too.
    const isModulesPage = c.req.path.startsWith(MODULE_PATHS) && !isJson(headers);
    for (const [name, value] of always) {
      if (!headers.has(name) && !(isModulesPage && name === CONTENT_SECURITY_POLICY)) headers.set(name, value);
    }
    for (const [name, value] of Object.entries(corsHeaders(origins, c.req.header("origin")))) {
      if (name === "vary") headers.append(name, value);
      else headers.set(name, value);
    }
  });
}

/** What a module passed on from elsewhere has headers that nobody can change. */
function isWritable(headers: Headers): boolean {
  try {
    headers.delete("x-request-id");
    return true;
  } catch {
    return false;
  }
}

function isJson(headers: Headers): boolean {
  return /^application\/(problem\+)?json\b/.test(headers.get("content-type") ?? "");
}
