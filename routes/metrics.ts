/** `/metrics`, for Prometheus. It names no player; who keeps it private does so in front (docs/operators.md). */
import { Hono } from "hono";
import type { MetricsText } from "../lib/platform/metrics/recorded.ts";
import type { HttpEnv } from "./http.ts";

/** @param read of this process, or of all that share its ports */
export function createMetricsRoutes(read: () => Promise<MetricsText>): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  routes.get("/metrics", async (c) => {
    const { contentType, text } = await read();
    return c.body(text, 200, { "content-type": contentType, "cache-control": "no-store" });
  });
  return routes;
}
