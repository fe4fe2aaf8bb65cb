/** The whole HTTP application: a plain `fetch` handler that knows no listener, so any platform can serve it. */
import { Hono } from "hono";
import { AppError } from "../lib/platform/errors.ts";
import type { Kernel } from "../lib/platform/kernel/kernel.ts";
import { createDress, type DressParts } from "./dress.ts";
import { createEdge, type EdgeParts } from "./edge.ts";
import { createErrorHandler, problemResponse } from "./errors.ts";
import type { HttpEnv } from "./http.ts";
import { createMethodRules } from "./methods.ts";
import { createTrace } from "./trace.ts";

/** Routes, and the path that they are found below. */
export interface Mounted {
  readonly path: string;
  readonly routes: Hono<HttpEnv> | Hono;
}

interface HttpAppParts extends DressParts, EdgeParts, Pick<Kernel, "log" | "tracing"> {
  /** Asked in this order. */
  readonly mounted: readonly Mounted[];
}

export function createHttpApp(parts: HttpAppParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.onError(createErrorHandler(parts.log));
  const methods = createMethodRules(app);
  app.notFound((c) => {
    const allow = methods.allowedFor(c.req.path);
    // Of a game module's path that leaves the question to us.
    if (c.req.method === "OPTIONS" && allow !== "") return new Response(null, { status: 204, headers: { allow } });
    // A route of this method that found nothing, such as a game's own for its files, says not found and nothing else.
    const error = allow === "" || allow.split(", ").includes(c.req.method)
      ? new AppError("not_found", "There is nothing here")
      : new AppError("method_not_allowed", `This path takes ${allow}`, { allow });
    return problemResponse(error, c.get("requestId") ?? null);
  });

  // Costs nothing where nobody listens.
  if (parts.tracing !== undefined) app.use("*", createTrace(parts.tracing));
  app.use("*", createDress(parts));
  app.use("*", createEdge(parts, methods));
  for (const { path, routes } of parts.mounted) app.route(path, routes as Hono<HttpEnv>);
  return app;
}
