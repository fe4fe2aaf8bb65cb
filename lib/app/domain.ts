/** The domain's services, each given what it needs. What is to be closed again goes on the stack as it is made. */
import { createAccounts } from "../domain/accounts/accounts.ts";
import { createAccountEvents } from "../domain/accounts/account_events.ts";
import type { NativeGame } from "../domain/access/native_games.ts";
import type { CredentialScheme } from "../domain/accounts/credential_schemes.ts";
import { createForeignProof } from "../domain/accounts/foreign_secrets.ts";
import { createGuesses } from "../domain/accounts/guesses.ts";
import { createPasswordCheck } from "../domain/accounts/new_password.ts";
import { createProof } from "../domain/accounts/proof.ts";
import { createSuspensions } from "../domain/accounts/suspensions.ts";
import { createAddressSuspensions } from "../domain/admin/address_suspensions.ts";
import { createAccountLogins } from "../domain/admin/logins_of_account.ts";
import { createNotes } from "../domain/admin/notes.ts";
import { createWaysIn } from "../domain/admin/ways_in.ts";
import { createRelatedAccounts } from "../domain/admin/related.ts";
import { createOperatorRecovery } from "../domain/recovery/operator_recovery.ts";
import { refuseReservedEmail } from "../domain/recovery/undo.ts";
import { createAccountActs } from "../domain/admin/account_acts.ts";
import { createAccountRecords } from "../domain/admin/account_records.ts";
import { createAdminAttempts } from "../domain/admin/admin_attempts.ts";
import { createAudit } from "../domain/audit/audit.ts";
import { createBackups } from "../domain/backups/backups.ts";
import { createBanList } from "../domain/bans/ban_list.ts";
import { createBans } from "../domain/bans/bans.ts";
import { createHits } from "../domain/bans/hits.ts";
import { createCharacters } from "../domain/characters/characters.ts";
import type { GameCatalog } from "../domain/characters/games.ts";
import { createExports } from "../domain/export/exports.ts";
import { createDiagnosis } from "../domain/diagnosis/diagnosis.ts";
import { type LiveState, unknownState } from "../domain/diagnosis/live_state.ts";
import { hasSecondFactor } from "../domain/factors/totp_secrets.ts";
import { createEpic } from "../domain/identities/epic.ts";
import { createGuests } from "../domain/guests/guests.ts";
import { createIdentities } from "../domain/identities/identities.ts";
import { createJobRuns } from "../domain/overview/job_runs.ts";
import { createOverview } from "../domain/overview/overview.ts";
import { createSeries, type Reading } from "../domain/overview/series.ts";
import { createMailRecords } from "../domain/mail/mail_records.ts";
import { createProviderLogins } from "../domain/identities/provider_logins.ts";
import { createProviders } from "../domain/identities/providers.ts";
import { createSteam } from "../domain/identities/steam.ts";
import { createUsernames } from "../domain/identities/usernames.ts";
import { createAuthority } from "../domain/operators/authority.ts";
import { createFirstOperator } from "../domain/operators/first_operator.ts";
import { createIdempotentAnswers } from "../domain/operators/idempotent_answers.ts";
import { createInvites } from "../domain/operators/invites.ts";
import { createRoles } from "../domain/operators/roles.ts";
import { createLinks } from "../domain/links/links.ts";
import type { MailTransport } from "../domain/mail/transport.ts";
import { createAddressLimits } from "../domain/limits/address_limits.ts";
import { createRequestLimit } from "../domain/limits/request_limit.ts";
import { createRevocation } from "../domain/revocation/revocation.ts";
import { createSeats } from "../domain/seats/seats.ts";
import { createServers } from "../domain/servers/servers.ts";
import { createServerSetup } from "../domain/servers/server_setup.ts";
import { createSessionActivity } from "../domain/sessions/activity.ts";
import { createConfirmation } from "../domain/sessions/confirmation.ts";
import { tokensOf } from "../domain/sessions/own_game_tokens.ts";
import { createOwnSessions } from "../domain/sessions/own_sessions.ts";
import { createSessionEndings } from "../domain/sessions/endings.ts";
import { createSessions } from "../domain/sessions/sessions.ts";
import { createVerifiedTokens } from "../domain/sessions/verified_tokens.ts";
import { createCharacterSelection } from "../domain/tokens/character_selection.ts";
import { createGameTokenEnds } from "../domain/tokens/game_token_ends.ts";
import { createGameTokenFamilies } from "../domain/tokens/game_token_families.ts";
import { createGameTokens } from "../domain/tokens/game_tokens.ts";
import type { KeyPairs } from "../domain/tokens/jwt/key_pairs.ts";
import { createKeyRotation } from "../domain/tokens/jwt/key_rotation.ts";
import { createRevalidationCache } from "../domain/tokens/revalidation_cache.ts";
import { createRevalidator } from "../domain/tokens/revalidation.ts";
import { createRevocationFeed } from "../domain/tokens/revocation_feed.ts";
import { createRevocationStream } from "../domain/tokens/revocation_stream.ts";
import { createSessionKeys } from "../domain/tokens/session_keys.ts";
import { createTickets } from "../domain/tokens/tickets.ts";
import { createWebhookEvents } from "../domain/webhooks/events.ts";
import { createTrailLive } from "../domain/trail/live.ts";
import type { ModuleHooks } from "../modules/host/character_hooks.ts";
import type { SessionKeyKind } from "../modules/host/registry.ts";
import { createAddressSet } from "../platform/addresses/address_set.ts";
import type { PasswordHasher } from "../platform/crypto/password_hasher.ts";
import { readingAside } from "../platform/database/database.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";
import { backupAdvice, backupPlace } from "./backups.ts";
import { createAccess, createAccessBase } from "./access.ts";
import { createDeletionRoom, operatorDeletion } from "./deletion.ts";
import { createFactorBase, createFactors } from "./factors.ts";
import type { Keys } from "./keys.ts";
import { createMailRoom } from "./mail.ts";
import { createRecovery } from "./recovery.ts";
import { createWebhookRoom } from "./webhooks.ts";
import {
  createAwaited,
  createLoginTrail,
  refusedAtEdge,
  trailAccounts,
  trailFactorLogins,
  trailProviderLogins,
} from "./trail.ts";

/** Verified session tokens that are remembered: about a kilobyte each. */
const VERIFIED_TOKENS_MAX = 20_000;
/** Tokens of game servers whose last answer is remembered: some hundred bytes each. */
const REVALIDATIONS_MAX = 50_000;

export interface DomainParts {
  readonly hasher: PasswordHasher;
  readonly keys: Pick<Keys, "box" | "deriveKey" | "signer" | "characterTokenText"> & {
    readonly keyPairs: Pick<KeyPairs, "rotate">;
  };
  /** What the games are, and what they hook in: asked at each use, as the modules are initialized after this. */
  readonly modules: {
    readonly games: GameCatalog;
    readonly hooks: Pick<
      ModuleHooks,
      | "accountCreated"
      | "accountDeleted"
      | "afterAccountDeleted"
      | "accountExports"
      | "created"
      | "selected"
      | "deleted"
      | "afterCreated"
      | "afterDeleted"
    >;
    schemes(): readonly CredentialScheme[];
    allSchemes(): readonly CredentialScheme[];
    nativeGames(): readonly NativeGame[];
    sessionKeys(): readonly SessionKeyKind[];
  };
  /** In place of SMTP: tests read what would go out. */
  readonly mailTransport?: MailTransport;
  readonly closing: AsyncDisposableStack;
}

export type Domain = ReturnType<typeof createDomain>;

export function createDomain(kernel: Kernel, parts: DomainParts) {
  const { hasher, keys, modules, mailTransport: transport, closing } = parts;
  const { config, database, clock, random, log, metrics } = kernel;
  const { games, hooks } = modules;
  const { autoBanMinutes, charactersPerGame, requestsPerMinute } = config.limits;
  const { loginAttemptsPerMinute, loginFailuresPerHour } = config.limits;
  const { registrationsPerDay, refusedRegistrationsPerHour, guestsPerDay } = config.limits;
  const { confirmMinutes, jwtExpirationSeconds, sessionDaysMax, signingKeyDays, steam, epic } = config.auth;
  const { events } = database;
  const aside = readingAside(database);
  const exempt = createAddressSet(config.limits.exempt);
  const onAttempt: typeof metrics.loginAttempt = (door, result) => {
    metrics.loginAttempt(door, result);
    series.count(`sign_ins.${result}`);
  };
  const closed = <T extends { close(): void | Promise<void> }>(part: T): T => closing.adopt(part, (it) => it.close());

  // What happens, minute by minute; the edge says what is measured.
  const readings: { read: () => Promise<Reading> } = { read: () => Promise.resolve({ own: {}, common: {} }) };
  const series = closed(createSeries({ database, clock, log, read: () => readings.read() }));
  const jobRuns = createJobRuns({ database, clock, log });

  // Who did what, and what ends.
  const webhookEvents = createWebhookEvents({ random });
  const audit = createAudit({ clock, onRecord: webhookEvents.onAudit });
  const revocation = createRevocation();
  const tokenEnds = createGameTokenEnds();
  const seats = closed(createSeats({ database, clock, log }));

  // What players are told by mail, and the links in it.
  const baseUrl = config.publicUrl ?? `http://localhost:${config.port}`;
  const links = createLinks({ clock, random, baseUrl });
  const mailRoom = closed(
    createMailRoom(kernel, { audit, box: keys.box, ...(transport === undefined ? {} : { transport }) }),
  );
  const { mail } = mailRoom;

  // What came of attempts to log in.
  const trail = closed(createLoginTrail(kernel));

  // Who is let in.
  const limits = createAddressLimits({
    clock,
    exempt,
    loginAttemptsPerMinute,
    loginFailuresPerHour,
    registrationsPerDay,
    guestsPerDay,
    refusedRegistrationsPerHour,
  });
  const requestLimit = createRequestLimit({ clock, exempt, requestsPerMinute });
  const banList = closed(createBanList({ database, clock }));
  const bans = createBans({ database, clock, audit, revocation, autoBanMinutes });
  const accountEvents = createAccountEvents();
  const suspensions = createSuspensions({ database, clock, audit, revocation, events: accountEvents });

  // Characters.
  const onDeleted = [tokenEnds.endOfCharacter, seats.endOfCharacter];
  const characters = createCharacters({ database, audit, games, hooks, charactersPerGame, onDeleted });

  // Accounts.
  const proveForeign = createForeignProof({ hasher, schemes: modules.allSchemes });
  const accessBase = createAccessBase(kernel, {
    ...keys,
    audit,
    games: modules.nativeGames,
    mail,
    proveForeign,
    revocation,
    schemes: modules.schemes,
  });
  const { doors, schemes } = accessBase;
  const guesses = createGuesses({ database, clock, exempt });
  const proof = createProof({ database, audit, banList, bans, limits, hasher, schemes, guesses, onAttempt });
  const checkNewPassword = createPasswordCheck(config.accounts.passwords);
  const factorBase = createFactorBase(kernel, { ...keys, audit, limits, mail, links });
  const { waysIn } = factorBase;
  const deletionRoom = closed(createDeletionRoom(kernel, {
    audit,
    deriveKey: keys.deriveKey,
    endWindows: accessBase.endings.endWindows,
    hooks,
    isLoaded: (gameId) => games.find(gameId) !== null,
    mail,
    revocation,
  }));
  const { deletion, names: { check: checkReserved, checkIdentity } } = deletionRoom;
  const untrailed = createAccounts({
    database,
    clock,
    audit,
    hasher,
    schemes,
    proof,
    limits,
    checkNewPassword,
    revocation,
    gate: factorBase.gate,
    doors,
    events: accountEvents,
    deletionGate: deletion,
    checkReserved,
    onAttempt,
  });
  const awaitedFactors = closed(createAwaited(kernel, { trail, challenges: factorBase.challenges }));
  const accounts = trailAccounts(untrailed, trail, awaitedFactors);
  accounts.onCreate((unit, account, { door }) => hooks.accountCreated(unit, { ...account, door }, characters));

  // Accounts that are got back.
  const recovery = createRecovery(kernel, {
    audit,
    box: keys.box,
    checkNewPassword,
    events: accountEvents,
    factorBase,
    hasher,
    limits,
    links,
    mail,
    proof,
    revocation,
    schemes,
  });
  closed(recovery.resetRequests);

  // Players who come by Steam or Epic.
  const providers = createProviders({
    database,
    proof,
    steam: steam === null ? null : createSteam({ ...steam, clock, log, apiKey: steam.apiKey.reveal() }),
    epic: epic === null ? null : createEpic({ ...epic, clock, log }),
  });
  const untrailedProviderLogins = createProviderLogins({
    database,
    random,
    audit,
    accounts,
    limits,
    providers,
    deletionGate: deletion,
    checkReserved: checkIdentity,
    onAttempt,
  });
  const providerLogins = trailProviderLogins(untrailedProviderLogins, trail);
  const identities = createIdentities({ database, audit, providers, waysIn, checkReserved: checkIdentity });
  const usernames = createUsernames({ database, audit, checkReserved });

  // Sessions.
  const verified = closed(createVerifiedTokens({ clock, events, entriesMax: VERIFIED_TOKENS_MAX }));
  const activity = closed(createSessionActivity({ database, clock, log }));
  const endings = closed(createSessionEndings({ database, clock, log, revocation }));
  const sessions = createSessions({
    database,
    clock,
    random,
    audit,
    bans,
    signer: keys.signer,
    verified,
    activity,
    revocation,
    jwtExpirationSeconds,
    sessionDaysMax,
  });

  // Who plays without a name of their own.
  const guests = createGuests({
    database,
    random,
    accounts,
    audit,
    checkNewPassword,
    hasher,
    limits,
    proof,
    schemes,
    checkReserved,
    deletionGate: deletion,
    onUpgrade: async (unit, account, origin) => {
      if (account.email === null) return;
      await refuseReservedEmail(unit.db, account.id, account.email, unit.now);
      await recovery.verification.send(unit, account, origin);
    },
  });
  identities.onLink(guests.keep);

  // What secures an account beside its password.
  const methodsOf = factorBase.methods.ofConfirmation;
  const confirmation = createConfirmation({ database, clock, confirmMinutes, methodsOf });
  const factors = createFactors(kernel, {
    base: factorBase,
    events: accountEvents,
    accounts,
    audit,
    checkNewPassword,
    confirmation,
    deletionGate: deletion,
    doors,
    hasher,
    proof,
    providers,
    revocation,
    schemes,
    provesGuest: guests.proves,
  });
  factors.passkeys.onAdd(guests.keep);

  // What the games' own doors take of an account.
  const { accountSecurity, totp } = factors;
  const access = createAccess(kernel, {
    ...recovery,
    accountSecurity,
    audit,
    base: accessBase,
    events: accountEvents,
    proof,
    totp,
  });

  // Game servers, and the tokens that they ask about.
  const servers = createServers({ database, clock });
  const serverSetup = createServerSetup({ database, random, audit, onDeleted: [tokenEnds.endOfServer] });
  const { characterTokenText } = keys;
  const families = createGameTokenFamilies({ random, ends: tokenEnds, characterTokenText });
  const gameTokens = createGameTokens({ database, audit, families, ends: tokenEnds, onEvent: metrics.gameToken });
  const characterSelection = createCharacterSelection({ database, servers, gameTokens });
  const cache = closed(createRevalidationCache({ clock, events, entriesMax: REVALIDATIONS_MAX }));
  const revalidator = createRevalidator({ database, clock, cache });
  const readRevocations = createRevocationFeed({ database, clock });
  const revocationStream = closed(createRevocationStream({ database, clock, log, read: readRevocations }));
  const tickets = createTickets({ database, clock });
  const sessionKeys = createSessionKeys({ database, clock, tickets, kinds: modules.sessionKeys });

  const ownSessions = createOwnSessions({
    database,
    clock,
    audit,
    revocation,
    endTokenFamily: (unit, family) => tokenEnds.endFamily(unit, family, "revoked"),
  });
  const trailLive = closed(createTrailLive({ database, clock, log }));

  // Operators.
  const onRefused = refusedAtEdge(trail);
  const adminAttempts = createAdminAttempts({
    database,
    clock,
    audit,
    exempt,
    onRefused: (address) => onRefused("admin", address, "invalid_token"),
  });
  const { gameAccess } = access;
  const readWaysIn = createWaysIn({
    database,
    listDoors: gameAccess.list,
    listTokens: (accountId) => tokensOf(database.read, accountId, clock.now()),
  });
  const accountRecords = createAccountRecords({ database: aside, clock });
  const accountActs = createAccountActs({ database, audit, revocation });
  const mailRecords = createMailRecords({ database, audit });
  const notes = createNotes({ database, audit });
  const relatedAccounts = createRelatedAccounts({ database: aside, clock });
  const suspendWithAddresses = createAddressSuspensions({ database, suspensions, bans });
  const accountLogins = createAccountLogins({ database, audit, schemes, events: accountEvents, checkReserved });
  const { resets, undo, verification } = recovery;
  const operatorRecovery = createOperatorRecovery({ database, audit, links, mail, resets, undo, verification });
  const accountDeletion = operatorDeletion(deletion);
  const exports = createExports({ database, audit, games, readParts: hooks.accountExports, hasSecondFactor });
  const roles = createRoles({ database, audit });
  const invites = createInvites({ database, clock, audit, links, roles });
  const firstOperator = closed(createFirstOperator({
    database,
    clock,
    log,
    invites,
    folder: config.dataDir === "memory" ? null : config.dataDir,
    hasAdminToken: config.adminToken !== null,
  }));
  const secondFactorRequired = config.admin.secondFactor === "required";
  const authority = createAuthority({ database, confirmation, secondFactorRequired });
  const keyRotation = createKeyRotation({ database, clock, audit, keyPairs: keys.keyPairs, signingKeyDays });

  const webhookRoom = closed(createWebhookRoom(kernel, { audit, box: keys.box, servers, events: webhookEvents }));
  const { webhooks } = webhookRoom;
  const backups = createBackups({
    database,
    clock,
    log,
    audit,
    place: backupPlace(config),
    keep: config.backups.keep,
    advice: backupAdvice(config),
  });

  const backupEveryHours = config.backups.everyHours;
  const overview = createOverview({ database: aside, clock, series, latestBackup: backups.latest, backupEveryHours });

  const live: LiveState = { ...unknownState(), checkNextCall: requestLimit.checkNext };
  const diagnose = createDiagnosis({
    database,
    clock,
    live,
    banList,
    bans,
    limits,
    guesses,
    doors,
    servers,
    nativeDoors: () => modules.nativeGames().flatMap(({ id, doors }) => doors.map((door) => ({ door, game: id }))),
    secondFactor: async (db, accountId) =>
      await hasSecondFactor(db, accountId) ? await factorBase.methods.ofSecondFactor(db, accountId) : null,
  });

  return {
    ...access,
    accessEndings: accessBase.endings,
    diagnose,
    ...factors,
    ...recovery,
    factorLogins: trailFactorLogins(factors.factorLogins, trail),
    accountActs,
    accountDeletion,
    deletion,
    exports,
    reservedNames: deletionRoom.names,
    deletionJobs: deletionRoom.jobs,
    accountEvents,
    accountLogins,
    accountRecords,
    accounts,
    activity,
    adminAttempts,
    audit,
    authority,
    backups,
    banList,
    bans,
    characters,
    characterSelection,
    checkNewPassword,
    confirmation,
    countHits: createHits({ database, clock }),
    doors,
    endings,
    exempt,
    factorBase,
    firstOperator,
    gameTokens,
    guesses,
    guests,
    idempotentAnswers: createIdempotentAnswers({ database, clock, log, box: keys.box }),
    identities,
    invites,
    jobRuns,
    keyRotation,
    limits,
    links,
    live,
    mail,
    mailRecords,
    mailRoom,
    notes,
    onRefused,
    operatorRecovery,
    ownSessions,
    overview,
    proof,
    providerLogins,
    readings,
    readRevocations,
    readWaysIn,
    relatedAccounts,
    requestLimit,
    revalidator,
    revocation,
    revocationStream,
    roles,
    schemes,
    seats,
    servers,
    serverSetup,
    series,
    sessionKeys,
    sessions,
    suspensions,
    suspendWithAddresses,
    tickets,
    tokenEnds,
    trail,
    trailLive,
    usernames,
    webhookRoom,
    webhooks,
  };
}
