/** `/ws` for a call that does not ask for a WebSocket: most often a proxy in front has kept that wish to itself. */
import { Hono } from "hono";
import { AppError } from "../lib/platform/errors.ts";
import type { HttpEnv } from "./http.ts";

export function createWebSocketPath(): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>();
  routes.get("/ws", () => {
    throw new AppError("upgrade_required", "Here is a WebSocket: a proxy in front has to pass the header Upgrade on");
  });
  return routes;
}
