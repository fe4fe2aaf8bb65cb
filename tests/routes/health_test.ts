import { expect } from "expect";
import { createHealthRoutes } from "../../routes/health.ts";
import { createCaller } from "../support/http.ts";

const callWith = (parts: Parameters<typeof createHealthRoutes>[0]) => createCaller("/", createHealthRoutes(parts));

Deno.test("/healthz answers whatever the database does", async () => {
  const call = callWith({ isReady: () => Promise.resolve(false), isStopping: () => true });
  const { status, json, headers } = await call("GET", "/healthz");
  expect(status).toBe(200);
  expect(json).toEqual({ status: "alive" });
  expect(headers.get("cache-control")).toBe("no-store");
});

Deno.test("/readyz tells whether the database answers", async () => {
  let ready = false;
  const call = callWith({ isReady: () => Promise.resolve(ready) });
  const refused = await call("GET", "/readyz");
  expect(refused.status).toBe(503);
  expect(refused.json.code).toBe("unavailable");
  expect(refused.headers.get("retry-after")).toBe("1");
  ready = true;
  const { status, json } = await call("GET", "/readyz");
  expect(status).toBe(200);
  expect(json).toEqual({ status: "ready" });
});

Deno.test("/readyz sends players elsewhere as soon as the server stops", async () => {
  const call = callWith({ isReady: () => Promise.resolve(true), isStopping: () => true });
  expect((await call("GET", "/readyz")).status).toBe(503);
});
