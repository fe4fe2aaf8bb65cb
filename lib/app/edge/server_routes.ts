/** What game servers call, and what they verify tokens with. */
import { Hono } from "hono";
import { gameAuthGate, mountGameAuth } from "../../../routes/game_auth.ts";
import { mountGameCharacters } from "../../../routes/game_characters.ts";
import { createJwksRoutes } from "../../../routes/jwks.ts";
import type { HttpEnv } from "../../../routes/http.ts";
import type { Mounted } from "../../../routes/mod.ts";
import { createMount } from "../../../routes/mount.ts";
import { mountRevocations } from "../../../routes/revocations.ts";
import type { ModuleHost } from "../../modules/host/host.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Domain } from "../services/domain.ts";
import type { Keys } from "../services/keys.ts";

interface ServerRoutesParts {
  readonly keys: Pick<Keys, "jwks">;
  readonly host: Pick<ModuleHost, "games">;
  readonly domain: Domain;
}

export function createServerRoutes({ config }: Kernel, parts: ServerRoutesParts): readonly Mounted[] {
  const { keys: { jwks }, host: { games }, domain } = parts;
  const routes = new Hono<HttpEnv>();
  const mount = createMount(routes);
  mountGameAuth(mount, config.auth, domain);
  mountGameCharacters(mount, domain, games);
  mountRevocations(mount, domain);
  return [
    { path: "/auth", routes: gameAuthGate },
    { path: "/", routes },
    { path: "/", routes: createJwksRoutes({ jwks }) },
  ];
}
