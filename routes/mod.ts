/** The whole HTTP application: a plain `fetch` handler that knows no listener, so any platform can serve it. */
import { Hono } from "hono";
import { AppError } from "../lib/platform/errors.ts";
import type { Kernel } from "../lib/platform/kernel/kernel.ts";
import { type AccountRouteParts, createAccountRoutes } from "./account.ts";
import { type AuthParts, createAuthRoutes } from "./auth.ts";
import { type CharacterRouteParts, createCharacterRoutes } from "./characters.ts";
import { createDress, type DressParts } from "./dress.ts";
import { createEdge, type EdgeParts } from "./edge.ts";
import { createErrorHandler, problemResponse } from "./errors.ts";
import { createGameRoutes } from "./games.ts";
import type { HttpEnv } from "./http.ts";
import { createMethodRules } from "./methods.ts";
import { createPageRoutes, type PageParts } from "./page.ts";
import type { GameCatalog } from "../lib/domain/characters/games.ts";

export interface HttpAppParts
  extends DressParts, EdgeParts, AuthParts, AccountRouteParts, CharacterRouteParts, PageParts, Pick<Kernel, "log"> {
  readonly games: GameCatalog;
  /** Routes made elsewhere: the game modules', the game servers', the operators'. */
  readonly mounted: readonly { readonly path: string; readonly routes: Hono<HttpEnv> | Hono }[];
}

export function createHttpApp(parts: HttpAppParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.onError(createErrorHandler(parts.log));
  const methods = createMethodRules(app);
  app.notFound((c) => {
    const allow = methods.allowedFor(c.req.path);
    const error = allow === ""
      ? new AppError("not_found", "There is nothing here")
      : new AppError("method_not_allowed", `This path takes ${allow}`, { allow });
    return problemResponse(error, c.get("requestId") ?? null);
  });

  app.use("*", createDress(parts));
  app.use("*", createEdge(parts, methods));
  app.route("/api/auth", createAuthRoutes(parts));
  app.route("/api/account", createAccountRoutes(parts));
  app.route("/api/characters", createCharacterRoutes(parts));
  app.route("/api/games", createGameRoutes(parts));
  for (const { path, routes } of parts.mounted) app.route(path, routes as Hono<HttpEnv>);
  app.route("/", createPageRoutes(parts));
  return app;
}
