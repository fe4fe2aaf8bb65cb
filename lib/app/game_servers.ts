/** What game servers and their players' providers need, put together: `/auth`, identities, and the keys for it. */
import type { Hono } from "hono";
import { createGameAuthRoutes } from "../../routes/game_auth.ts";
import type { HttpEnv } from "../../routes/http.ts";
import { createIdentityRoutes, createProviderLoginRoutes } from "../../routes/identities.ts";
import { createRevocationRoutes } from "../../routes/revocations.ts";
import type { Characters } from "../domain/characters/characters.ts";
import type { Core } from "./domain.ts";
import { createEpic } from "../domain/identities/epic.ts";
import { createIdentities } from "../domain/identities/identities.ts";
import { createProviderLogins } from "../domain/identities/provider_logins.ts";
import { createProviders } from "../domain/identities/providers.ts";
import { createSteam } from "../domain/identities/steam.ts";
import { createUsernames } from "../domain/identities/usernames.ts";
import { createCharacterSelection } from "../domain/tokens/character_selection.ts";
import { createRevalidationCache } from "../domain/tokens/revalidation_cache.ts";
import { createRevalidator } from "../domain/tokens/revalidation.ts";
import { createRevocationFeed } from "../domain/tokens/revocation_feed.ts";
import { createRevocationStream } from "../domain/tokens/revocation_stream.ts";
import { createSessionKeys } from "../domain/tokens/session_keys.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";

/** Tokens whose last answer is remembered: some hundred bytes each. */
const REVALIDATIONS_MAX = 50_000;

export interface GameServersParts extends Pick<Kernel, "config" | "database" | "clock" | "random" | "log" | "metrics"> {
  readonly core: Core;
  readonly characters: Characters;
}

export function createGameServers(parts: GameServersParts) {
  const { config, database, clock, random, log, core, characters } = parts;
  const { steam, epic, revalidateRequiresServerKey } = config.auth;

  const providers = createProviders({
    database,
    proof: core.proof,
    steam: steam === null ? null : createSteam({ ...steam, clock, log, apiKey: steam.apiKey.reveal() }),
    epic: epic === null ? null : createEpic({ ...epic, clock, log }),
  });
  const providerLogins = createProviderLogins({
    ...core,
    database,
    random,
    providers,
    onAttempt: parts.metrics.loginAttempt,
  });

  const cache = createRevalidationCache({ clock, events: database.events, entriesMax: REVALIDATIONS_MAX });
  const readRevocations = createRevocationFeed({ database, clock });
  const revocationStream = createRevocationStream({ database, clock, log, read: readRevocations });

  const mounted: { readonly path: string; readonly routes: Hono<HttpEnv> }[] = [
    {
      path: "/auth",
      routes: createGameAuthRoutes({
        accounts: core.accounts,
        providerLogins,
        characters,
        servers: core.servers,
        tokens: core.gameTokens,
        selection: createCharacterSelection({ database, servers: core.servers, tokens: core.gameTokens }),
        revalidator: createRevalidator({ database, clock, cache }),
        sessionKeys: createSessionKeys({ database, clock, tickets: core.tickets }),
        revalidateRequiresServerKey,
      }),
    },
    { path: "/auth", routes: createRevocationRoutes({ readRevocations, revocationStream }) },
    { path: "/api/auth", routes: createProviderLoginRoutes({ providerLogins, sessions: core.sessions }) },
    {
      path: "/api/account",
      routes: createIdentityRoutes({
        identities: createIdentities({ database, audit: core.audit, providers }),
        usernames: createUsernames({ database, audit: core.audit }),
        sessions: core.sessions,
      }),
    },
  ];
  return {
    mounted,
    /** Ends the streams, which would else be waited for. */
    endStreams: () => revocationStream.close(),
    close: () => cache.close(),
  };
}
