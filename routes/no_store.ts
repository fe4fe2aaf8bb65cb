/** Answers that belong to one player are kept by nobody (RFC 9111, 5.2.2.5). */
import { createMiddleware } from "hono/factory";
import type { HttpEnv } from "./http.ts";

export const noStore = createMiddleware<HttpEnv>(async (c, next) => {
  c.header("cache-control", "no-store");
  await next();
});
