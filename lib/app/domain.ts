/** The domain's services, each given what it needs: accounts, sessions, seats, bans, limits, servers, tokens. */
import { createAccounts } from "../domain/accounts/accounts.ts";
import { createCredentialSchemes, type CredentialScheme } from "../domain/accounts/credential_schemes.ts";
import { createProof } from "../domain/accounts/proof.ts";
import { createSuspensions } from "../domain/accounts/suspensions.ts";
import { createAddressSet } from "../platform/addresses/address_set.ts";
import { createAudit } from "../domain/audit/audit.ts";
import { createBanList } from "../domain/bans/ban_list.ts";
import { createBans } from "../domain/bans/bans.ts";
import type { PasswordHasher } from "../platform/crypto/password_hasher.ts";
import type { SecretBox } from "../platform/crypto/secret_box.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";
import { createAddressLimits } from "../domain/limits/address_limits.ts";
import { createRequestLimit } from "../domain/limits/request_limit.ts";
import { createSeats } from "../domain/seats/seats.ts";
import { createServers } from "../domain/servers/servers.ts";
import { createServerSetup } from "../domain/servers/server_setup.ts";
import { createSessionActivity } from "../domain/sessions/activity.ts";
import { createConfirmation } from "../domain/sessions/confirmation.ts";
import type { SessionSigner } from "../domain/sessions/identity.ts";
import { createSessionEndings } from "../domain/sessions/endings.ts";
import { createRevocation } from "../domain/revocation/revocation.ts";
import { createSessions } from "../domain/sessions/sessions.ts";
import { createVerifiedTokens } from "../domain/sessions/verified_tokens.ts";
import { createGameTokenEnds } from "../domain/tokens/game_token_ends.ts";
import { createGameTokenLines } from "../domain/tokens/game_token_lines.ts";
import type { CharacterTokenText } from "../domain/tokens/game_token_text.ts";
import { createGameTokens } from "../domain/tokens/game_tokens.ts";
import { createTickets } from "../domain/tokens/tickets.ts";

/** Verified session tokens that are remembered: about a kilobyte each. */
const VERIFIED_TOKENS_MAX = 20_000;

export interface CoreParts extends Pick<Kernel, "config" | "database" | "clock" | "random" | "log" | "metrics"> {
  readonly hasher: PasswordHasher;
  readonly box: SecretBox;
  readonly signer: SessionSigner;
  /** What a character token is made of: random bytes, or a JWT. */
  readonly characterTokenText: CharacterTokenText;
  /** Asked at each password that is seen: the modules register theirs later. */
  readonly schemes: () => readonly CredentialScheme[];
}

export type Core = ReturnType<typeof createCore>;

export function createCore(parts: CoreParts) {
  const { config, database, clock, random, log, hasher } = parts;
  const { limits: { exempt: exemptCidrs, ...limitCounts } } = config;
  const exempt = createAddressSet(exemptCidrs);
  const onAttempt = parts.metrics.loginAttempt;

  const audit = createAudit({ clock });
  const revocation = createRevocation();
  const limits = createAddressLimits({ clock, exempt, ...limitCounts });
  const requestLimit = createRequestLimit({ clock, exempt, ...limitCounts });
  const banList = createBanList({ database, clock });
  const bans = createBans({ database, clock, audit, revocation, autoBanMinutes: limitCounts.autoBanMinutes });
  const suspensions = createSuspensions({ database, clock, audit, revocation });

  const schemes = createCredentialSchemes({ schemes: parts.schemes, box: parts.box });
  const proof = createProof({ database, audit, banList, bans, limits, hasher, schemes, onAttempt });
  const accounts = createAccounts({
    database,
    clock,
    audit,
    hasher,
    schemes,
    proof,
    limits,
    revocation,
    onAttempt,
  });

  const verified = createVerifiedTokens({ clock, events: database.events, entriesMax: VERIFIED_TOKENS_MAX });
  const activity = createSessionActivity({ database, clock, log });
  const endings = createSessionEndings({ database, clock, log, revocation });
  const sessions = createSessions({
    database,
    clock,
    random,
    audit,
    signer: parts.signer,
    verified,
    activity,
    revocation,
    tokenLifetimeSeconds: config.auth.jwtExpirationSeconds,
  });
  const confirmation = createConfirmation({
    database,
    clock,
    confirmMinutes: config.auth.confirmMinutes,
    methodsOf: () => Promise.resolve(["password"]),
  });
  const seats = createSeats({ database, clock, log });

  const tokenEnds = createGameTokenEnds();
  const lines = createGameTokenLines({
    random,
    ends: tokenEnds,
    characterTokenText: parts.characterTokenText,
  });
  const onEvent = parts.metrics.gameToken;
  const gameTokens = createGameTokens({ database, audit, lines, ends: tokenEnds, onEvent });
  const servers = createServers({ database, clock });
  const serverSetup = createServerSetup({ database, random, audit, onDeleted: [tokenEnds.endOfServer] });
  const tickets = createTickets({ database, clock });

  return {
    accounts,
    activity,
    audit,
    banList,
    bans,
    confirmation,
    endings,
    exempt,
    gameTokens,
    limits,
    proof,
    requestLimit,
    revocation,
    schemes,
    seats,
    servers,
    serverSetup,
    sessions,
    suspensions,
    tickets,
    tokenEnds,
    /** Writes what is still in memory, and lets go of the database's events. */
    async close() {
      verified.close();
      banList.close();
      await activity.close();
      await endings.close();
    },
  };
}
