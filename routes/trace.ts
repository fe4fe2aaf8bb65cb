/** A span for each HTTP call, under the caller's own trace: by route, door, rule and code. */
import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import { ruleOf } from "../lib/domain/trail/attempt.ts";
import { codeOf, type Tracing } from "../lib/platform/tracing/tracing.ts";
import { doorOf, type HttpContext, type HttpEnv } from "./http.ts";

export function createTrace(tracing: Tracing) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    const { method, path } = c.req;
    const caller = { traceparent: c.req.header("traceparent"), tracestate: c.req.header("tracestate") };
    const notes = { method, door: doorOf(path) };
    await tracing.span(method, { kind: "server", caller, notes }, async (note) => {
      await next();
      const route = routeOf(c);
      const { error, res: { status } } = c;
      const refused = error === undefined ? {} : { code: codeOf(error), rule: ruleOf(error) };
      note({ route, status, ...refused }, `${method} ${route}`);
    });
  });
}

/** The last that is no middleware; of an unknown path none. */
function routeOf(c: HttpContext): string {
  const route = matchedRoutes(c).findLast(({ method }) => method === c.req.method);
  return route?.path ?? "";
}
