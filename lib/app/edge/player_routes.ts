/** What players call, with the page or without. */
import { createAccountRoutes } from "../../../routes/account.ts";
import { createAccountSecurityRoutes } from "../../../routes/account_security.ts";
import { createAccountSessionRoutes } from "../../../routes/account_sessions.ts";
import { createAuthRoutes } from "../../../routes/auth.ts";
import { requireSession } from "../../../routes/bearer.ts";
import { createCharacterRoutes } from "../../../routes/characters.ts";
import { createDeletionRoutes, createRestoreRoutes } from "../../../routes/deletion.ts";
import { createExportRoutes } from "../../../routes/export.ts";
import { createFactorLoginRoutes } from "../../../routes/factor_logins.ts";
import { createGameAccessRoutes } from "../../../routes/game_access.ts";
import { createGameRoutes } from "../../../routes/games.ts";
import { createGate } from "../../../routes/gate.ts";
import { createGuestRoutes, createUpgradeRoutes } from "../../../routes/guests.ts";
import { createIdentityRoutes, createProviderLoginRoutes } from "../../../routes/identities.ts";
import type { Mounted } from "../../../routes/mod.ts";
import { noStore } from "../../../routes/no_store.ts";
import { createRecoveryRoutes, createVerificationRoutes } from "../../../routes/recovery.ts";
import type { InitializedModules, ModuleHost } from "../../modules/host/host.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Domain } from "../services/domain.ts";
import type { ServerState } from "./server_state.ts";

export interface PlayerRoutesParts {
  readonly state: Pick<ServerState, "ports">;
  readonly host: Pick<ModuleHost, "games">;
  readonly modules: Pick<InitializedModules, "listeners">;
  readonly domain: Domain;
}

export function createPlayerRoutes({ config, database, clock }: Kernel, parts: PlayerRoutesParts): readonly Mounted[] {
  const { state, host: { games }, modules, domain } = parts;
  const { accounts, accountSecurity, assertions, characters, confirmation, confirmations, deletion, exports } = domain;
  const { factorLogins, gameAccess, guests, hasPasskeys, identities, ownSessions, passkeys, passwordless, playing } =
    domain;
  const { proof, providerLogins, resetRequests, resets, sessions, totp, trail, undo, usernames, verification } = domain;
  const { publicUrl, accounts: { deletion: isEnabled }, auth: { totp: hasTotp } } = config;
  const hasMail = domain.mail.enabled;
  const portOf = (gameId: string) => {
    const first = modules.listeners().find(({ module }) => module === gameId);
    return first === undefined ? null : state.ports[first.name] ?? null;
  };
  const deletions = { database, accounts, proof, deletion, confirmation, sessions, trail, isEnabled };
  const security = { confirmation, passkeys, accountSecurity, totp, hasPasskeys, hasTotp };
  const { windows } = domain;
  const ofPlayer = createGate(requireSession(sessions), noStore);
  return [
    ...at(
      "/api/auth",
      createGate(noStore),
      createAuthRoutes({ accounts, sessions, confirmation, passwordless }),
      createProviderLoginRoutes({ providerLogins, sessions }),
      createFactorLoginRoutes({ assertions, confirmations, factorLogins, sessions, hasPasskeys }),
      createRecoveryRoutes({ hasMail, resets, resetRequests, verification, undo }),
      createGuestRoutes({ guests, sessions, isEnabled: config.accounts.guests }),
      createRestoreRoutes(deletions),
    ),
    ...at(
      "/api/account",
      ofPlayer,
      createAccountRoutes({ accounts, confirmation, passwordless, accountSecurity }),
      createAccountSecurityRoutes(security),
      createGameAccessRoutes({ clock, confirmation, gameAccess, windows }),
      createAccountSessionRoutes({ database, ownSessions, games, trail }),
      createVerificationRoutes({ hasMail, verification }),
      createUpgradeRoutes({ guests, sessions }),
      createDeletionRoutes(deletions),
      createExportRoutes({ exports, confirmation }),
      createIdentityRoutes({ identities, usernames }),
    ),
    ...at("/api/characters", ofPlayer, createCharacterRoutes({ characters })),
    ...at("/api/games", createGameRoutes({ games, publicUrl, portOf, playing })),
  ];
}

function at(path: string, ...routes: readonly Mounted["routes"][]): Mounted[] {
  return routes.map((mounted) => ({ path, routes: mounted }));
}
