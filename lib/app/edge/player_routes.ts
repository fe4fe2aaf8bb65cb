/** What players call, with the page or without. */
import { Hono } from "hono";
import { mountAccount } from "../../../routes/account.ts";
import { mountAccountSecurity } from "../../../routes/account_security.ts";
import { mountAccountSessions } from "../../../routes/account_sessions.ts";
import { mountAuth } from "../../../routes/auth.ts";
import { requireSession } from "../../../routes/bearer.ts";
import { createCharacterRoutes } from "../../../routes/characters.ts";
import { createRestoreRoutes, mountDeletion } from "../../../routes/deletion.ts";
import { mountExport } from "../../../routes/export.ts";
import { mountFactorLogins } from "../../../routes/factor_logins.ts";
import { mountGameAccess } from "../../../routes/game_access.ts";
import { createGameRoutes } from "../../../routes/games.ts";
import { createGate } from "../../../routes/gate.ts";
import { mountGuests } from "../../../routes/guests.ts";
import { mountIdentities, mountProviderLogins } from "../../../routes/identities.ts";
import type { HttpEnv } from "../../../routes/http.ts";
import type { Mounted } from "../../../routes/mod.ts";
import { createMount } from "../../../routes/mount.ts";
import { noStore } from "../../../routes/no_store.ts";
import { mountRecovery } from "../../../routes/recovery.ts";
import type { InitializedModules, ModuleHost } from "../../modules/host/host.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Domain } from "../services/domain.ts";
import type { ServerState } from "./server_state.ts";

interface PlayerRoutesParts {
  readonly state: Pick<ServerState, "ports">;
  readonly host: Pick<ModuleHost, "games">;
  readonly modules: Pick<InitializedModules, "listeners">;
  readonly domain: Domain;
}

export function createPlayerRoutes(kernel: Kernel, parts: PlayerRoutesParts): readonly Mounted[] {
  const { state, host: { games }, modules, domain } = parts;
  const { sessions, playing } = domain;
  const { publicUrl } = kernel.config;
  const portOf = (gameId: string) => {
    const first = modules.listeners().find(({ module }) => module === gameId);
    return first === undefined ? null : state.ports[first.name] ?? null;
  };
  const ofPlayer = createGate(requireSession(sessions), noStore);
  const routes = new Hono<HttpEnv>();
  const mount = createMount(routes);
  mountAuth(mount, domain);
  mountProviderLogins(mount, domain);
  mountFactorLogins(mount, domain);
  mountRecovery(mount, domain);
  mountGuests(mount, kernel, domain);
  mountAccount(mount, domain);
  mountAccountSecurity(mount, kernel, domain);
  mountGameAccess(mount, kernel, domain);
  mountAccountSessions(mount, kernel, domain, games);
  mountDeletion(mount, kernel, domain);
  mountExport(mount, domain);
  mountIdentities(mount, domain);
  return [
    { path: "/api/auth", routes: createGate(noStore) },
    { path: "/api/account", routes: ofPlayer },
    { path: "/api/characters", routes: ofPlayer },
    { path: "/", routes },
    { path: "/api/auth", routes: createRestoreRoutes(kernel, domain) },
    { path: "/api/characters", routes: createCharacterRoutes(domain) },
    { path: "/api/games", routes: createGameRoutes({ games, publicUrl, portOf, playing }) },
  ];
}
