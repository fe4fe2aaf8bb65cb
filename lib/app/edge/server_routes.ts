/** What game servers call, and what they verify tokens with. */
import { createGameAuthRoutes } from "../../../routes/game_auth.ts";
import { createGameCharacterRoutes } from "../../../routes/game_characters.ts";
import { createJwksRoutes } from "../../../routes/jwks.ts";
import type { Mounted } from "../../../routes/mod.ts";
import { createRevocationRoutes } from "../../../routes/revocations.ts";
import type { ModuleHost } from "../../modules/host/host.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Domain } from "../services/domain.ts";
import type { Keys } from "../services/keys.ts";

export interface ServerRoutesParts {
  readonly keys: Pick<Keys, "jwks">;
  readonly host: Pick<ModuleHost, "games">;
  readonly domain: Domain;
}

export function createServerRoutes({ config }: Kernel, parts: ServerRoutesParts): readonly Mounted[] {
  const { keys: { jwks }, host: { games }, domain } = parts;
  const { accounts, characters, characterSelection, gameTokens, providerLogins, readRevocations, revalidator } = domain;
  const { revocationStream, servers, sessionKeys, tokenRevocation } = domain;
  const { revalidateRequiresServerKey } = config.auth;
  const authentication = createGameAuthRoutes({
    accounts,
    providerLogins,
    characters,
    servers,
    gameTokens,
    tokenRevocation,
    characterSelection,
    revalidator,
    sessionKeys,
    revalidateRequiresServerKey,
  });
  return [
    { path: "/auth", routes: authentication },
    { path: "/auth", routes: createGameCharacterRoutes({ characters, servers, games, revalidator }) },
    { path: "/auth", routes: createRevocationRoutes({ readRevocations, revocationStream }) },
    { path: "/", routes: createJwksRoutes({ jwks }) },
  ];
}
