/** `/healthz` and `/readyz`, for process managers and balancers. */
import { Hono } from "hono";
import { AppError } from "../lib/platform/errors.ts";
import { problemResponse } from "./errors.ts";
import type { HttpEnv } from "./http.ts";

interface HealthParts {
  /** Whether the database answers. */
  readonly isReady: () => Promise<boolean>;
  /** True from the first signal to stop: then a balancer sends nobody here any more. */
  readonly isStopping?: () => boolean;
}

const NOT_STORED = { "cache-control": "no-store" };

export function createHealthRoutes({ isReady, isStopping = () => false }: HealthParts): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  // The process answers: that is all it says. Losing the database is no reason to restart it.
  routes.get("/healthz", (c) => c.json({ status: "alive" }, 200, NOT_STORED));

  routes.get("/readyz", async (c) => {
    if (!isStopping() && await isReady()) return c.json({ status: "ready" }, 200, NOT_STORED);
    const why = isStopping() ? "The server is stopping" : "The database cannot be reached";
    return problemResponse(new AppError("unavailable", why), c.get("requestId") ?? null);
  });

  return routes;
}
