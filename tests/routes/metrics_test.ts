import { expect } from "expect";
import { createMetrics } from "../../lib/platform/metrics/metrics.ts";
import { createMetricsRoutes } from "../../routes/metrics.ts";
import { QUIET } from "../platform/metrics/setup.ts";
import { createCaller } from "../support/http.ts";

Deno.test("/metrics answers in the text format of Prometheus", async () => {
  const metrics = createMetrics();
  metrics.loginAttempt("http", "failed");
  const call = createCaller("/", createMetricsRoutes(() => metrics.read(QUIET)));
  const { status, headers, text } = await call("GET", "/metrics");
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(text).toContain("# TYPE gatehouse_logins_total counter\n");
  expect(text).toContain('gatehouse_logins_total{door="http",result="failed"} 1\n');
});
