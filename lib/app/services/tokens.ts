/** Game servers put together, with the tokens and tickets that they ask about. */
import type { SessionKeyKind } from "../../modules/host/registry.ts";
import { createServers } from "../../domain/servers/servers.ts";
import { createServerSetup } from "../../domain/servers/server_setup.ts";
import { createCharacterSelection } from "../../domain/tokens/character_selection.ts";
import { createGameTokenFamilies } from "../../domain/tokens/game_token_families.ts";
import { createGameTokens } from "../../domain/tokens/game_tokens.ts";
import type { CharacterTokenText } from "../../domain/tokens/game_token_text.ts";
import { createRevalidationCache } from "../../domain/tokens/revalidation_cache.ts";
import { createRevalidator } from "../../domain/tokens/revalidation.ts";
import { createRevocationFeed } from "../../domain/tokens/revocation_feed.ts";
import { createRevocationStream } from "../../domain/tokens/revocation_stream.ts";
import { createSessionKeys } from "../../domain/tokens/session_keys.ts";
import { createTickets } from "../../domain/tokens/tickets.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Closed } from "./closing.ts";
import type { Ground } from "./ground.ts";

/** Tokens of game servers whose last answer is remembered: some hundred bytes each. */
const REVALIDATIONS_MAX = 50_000;

interface TokenServicesParts {
  readonly ground: Pick<Ground, "audit" | "tokenEnds">;
  readonly characterTokenText: CharacterTokenText;
  readonly sessionKeys: () => readonly SessionKeyKind[];
  readonly closed: Closed;
}

export type TokenServices = ReturnType<typeof createTokenServices>;

export function createTokenServices({ database, clock, random, log, metrics }: Kernel, parts: TokenServicesParts) {
  const { ground: { audit, tokenEnds }, characterTokenText, closed } = parts;
  const servers = createServers({ database, clock });
  const families = createGameTokenFamilies({ random, tokenEnds, characterTokenText });
  const gameTokens = createGameTokens({ database, audit, families, tokenEnds, onEvent: metrics.gameToken });
  const entriesMax = REVALIDATIONS_MAX;
  const cache = closed(createRevalidationCache({ clock, events: database.events, entriesMax }));
  const readRevocations = createRevocationFeed({ database, clock });
  const tickets = createTickets({ database, clock });
  return {
    characterSelection: createCharacterSelection({ database, servers, gameTokens }),
    gameTokens,
    readRevocations,
    revalidator: createRevalidator({ database, clock, cache }),
    revocationStream: closed(createRevocationStream({ database, clock, log, read: readRevocations })),
    servers,
    serverSetup: createServerSetup({ database, random, audit, onDeleted: [tokenEnds.endOfServer] }),
    sessionKeys: createSessionKeys({ database, clock, tickets, kinds: parts.sessionKeys }),
    tickets,
  };
}
