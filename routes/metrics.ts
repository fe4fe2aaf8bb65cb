/** `/metrics`, for Prometheus. It names no player; who keeps it private does so in front (docs/operators.md). */
import { Hono } from "hono";
import type { Metrics } from "../lib/platform/metrics/metrics.ts";
import type { MetricSources } from "../lib/platform/metrics/sources.ts";
import type { HttpEnv } from "./http.ts";

export function createMetricsRoutes(
  parts: { readonly metrics: Metrics; readonly sources: MetricSources },
): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  routes.get("/metrics", async (c) => {
    const { contentType, text } = await parts.metrics.read(parts.sources);
    return c.body(text, 200, { "content-type": contentType, "cache-control": "no-store" });
  });
  return routes;
}
