/** The whole HTTP application: a plain `fetch` handler that knows no listener, so any platform can serve it. */
import { Hono } from "hono";
import { cors } from "hono/cors";
import { AppError } from "../lib/platform/errors.ts";
import type { Kernel } from "../lib/platform/kernel/kernel.ts";
import { type AccountRouteParts, createAccountRoutes } from "./account.ts";
import { type AuthParts, createAuthRoutes } from "./auth.ts";
import { type CharacterRouteParts, createCharacterRoutes } from "./characters.ts";
import { createEdge, type EdgeParts } from "./edge.ts";
import { createErrorHandler, problemResponse } from "./errors.ts";
import { createGameRoutes } from "./games.ts";
import type { HttpEnv } from "./http.ts";
import { createPageRoutes, type PageParts } from "./page.ts";
import type { GameCatalog } from "../lib/domain/characters/games.ts";

export interface HttpAppParts
  extends EdgeParts, AuthParts, AccountRouteParts, CharacterRouteParts, PageParts, Pick<Kernel, "log"> {
  readonly games: GameCatalog;
  /** Other origins whose pages may call, beside our own. */
  readonly allowedOrigins: readonly string[];
  /** Routes made elsewhere: the game modules', the game servers', the operators'. */
  readonly mounted: readonly { readonly path: string; readonly routes: Hono<HttpEnv> | Hono }[];
}

export function createHttpApp(parts: HttpAppParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.onError(createErrorHandler(parts.log));
  app.notFound((c) => problemResponse(new AppError("not_found", "There is nothing here"), c.get("requestId") ?? null));

  const crossOrigin = cors({
    origin: [...parts.allowedOrigins],
    allowHeaders: ["authorization", "content-type"],
    allowMethods: ["GET", "POST", "PATCH", "DELETE"],
    exposeHeaders: ["retry-after", "x-request-id"],
    maxAge: 600,
  });
  const isOpen = parts.allowedOrigins.length > 0;
  // Before the edge, so that a page may read why it is refused there; a preflight is answered behind it.
  if (isOpen) app.use("*", (c, next) => c.req.method === "OPTIONS" ? next() : crossOrigin(c, next));
  app.use("*", createEdge(parts));
  if (isOpen) app.on("OPTIONS", "*", crossOrigin);
  app.route("/api/auth", createAuthRoutes(parts));
  app.route("/api/account", createAccountRoutes(parts));
  app.route("/api/characters", createCharacterRoutes(parts));
  app.route("/api/games", createGameRoutes(parts));
  for (const { path, routes } of parts.mounted) app.route(path, routes as Hono<HttpEnv>);
  app.route("/", createPageRoutes(parts));
  return app;
}
