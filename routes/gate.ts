/** What stands before all that is found below a path. */
import { Hono, type MiddlewareHandler } from "hono";
import type { HttpEnv } from "./http.ts";

/** To be mounted before what it stands for, at the same path. */
export function createGate(...rules: readonly MiddlewareHandler<HttpEnv>[]): Hono<HttpEnv> {
  return new Hono<HttpEnv>().use("*", ...rules);
}
