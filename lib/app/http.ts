/** Every route, and what each is given. */
import { createAccountRoutes } from "../../routes/account.ts";
import { createAccountSecurityRoutes } from "../../routes/account_security.ts";
import { createAccountSessionRoutes } from "../../routes/account_sessions.ts";
import { createAdminRoutes } from "../../routes/admin/mod.ts";
import { createAuthRoutes } from "../../routes/auth.ts";
import { createAddressReader } from "../../routes/client_addresses.ts";
import { createCharacterRoutes } from "../../routes/characters.ts";
import { createDescriptionRoutes } from "../../routes/description/mod.ts";
import { createFactorLoginRoutes } from "../../routes/factor_logins.ts";
import { createGameAuthRoutes } from "../../routes/game_auth.ts";
import { createGameAccessRoutes } from "../../routes/game_access.ts";
import { createGameCharacterRoutes } from "../../routes/game_characters.ts";
import { createGameRoutes } from "../../routes/games.ts";
import { createDeletionRoutes, createRestoreRoutes } from "../../routes/deletion.ts";
import { createExportRoutes } from "../../routes/export.ts";
import { createGuestRoutes, createUpgradeRoutes } from "../../routes/guests.ts";
import { createHealthRoutes } from "../../routes/health.ts";
import { createIdentityRoutes, createProviderLoginRoutes } from "../../routes/identities.ts";
import { createJwksRoutes } from "../../routes/jwks.ts";
import { createMetricsRoutes } from "../../routes/metrics.ts";
import { createHttpApp, type Mounted } from "../../routes/mod.ts";
import { createPageRoutes } from "../../routes/page.ts";
import { dressPage } from "../../routes/page_look.ts";
import { createQuickAnswers } from "../../routes/quick_answers.ts";
import { createRequestIds } from "../../routes/request_ids.ts";
import { createRecoveryRoutes, createVerificationRoutes } from "../../routes/recovery.ts";
import { createRevocationRoutes } from "../../routes/revocations.ts";
import { securityHeaders } from "../doors/browsers/answer_headers.ts";
import { createOrigins, type Origins } from "../doors/browsers/origins.ts";
import { hasSecondFactor } from "../domain/factors/totp_secrets.ts";
import { type Compressor, createCompressor } from "../doors/files/compressed.ts";
import { withHashedNames } from "../doors/files/hashed_names.ts";
import { openStaticFile, openStaticFolder } from "../doors/files/static_folder.ts";
import type { InitializedModules, ModuleHost } from "../modules/host/host.ts";
import { type AddressSet, createAddressSet } from "../platform/addresses/address_set.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";
import type { PasswordHasher } from "../platform/crypto/password_hasher.ts";
import { describeConfig } from "../platform/config/description.ts";
import { readingAside } from "../platform/database/database.ts";
import { createReadiness } from "../platform/database/readiness.ts";
import { createSessionCount } from "../platform/metrics/session_count.ts";
import type { ProcessWatch } from "../platform/metrics/process_reading.ts";
import type { MetricsParts, MetricsText } from "../platform/metrics/recorded.ts";
import type { DoorReading, MetricSources } from "../platform/metrics/sources.ts";
import type { Domain } from "./domain.ts";
import type { Keys } from "./keys.ts";
import { VERSION } from "./version.ts";

/** What changes while the server runs. */
export interface ServerState {
  isStopping: boolean;
  /** None before they are open. */
  readDoors: () => readonly DoorReading[];
  /** The open ports by the names of their doors; none before they are open. */
  ports: Readonly<Record<string, number>>;
  /** What this process measures. */
  readMetrics: () => Promise<MetricsParts>;
}

/** For the doors that browsers come to. */
export interface Browsers {
  readonly trustedProxies: AddressSet;
  /** Whose pages may act. */
  readonly origins: Origins;
  /** What every answer carries, whoever asks. */
  readonly security: Readonly<Record<string, string>>;
}

export function createBrowsers({ config, clock, log }: Kernel): Browsers {
  const { publicUrl, allowedOrigins: allowed } = config;
  const trustedProxies = createAddressSet(config.trustedProxies);
  return {
    trustedProxies,
    origins: createOrigins({ allowed, publicUrl, trustedProxies, clock, log }),
    security: securityHeaders(config.http.hsts),
  };
}

export interface HttpParts {
  readonly state: ServerState;
  readonly processWatch: Pick<ProcessWatch, "read">;
  readonly hasher: Pick<PasswordHasher, "queue">;
  readonly keys: Pick<Keys, "jwks">;
  readonly host: Pick<ModuleHost, "games" | "metrics">;
  readonly modules: Pick<InitializedModules, "routes" | "listeners" | "overview">;
  readonly domain: Domain;
  readonly browsers: Browsers;
  /** The folder of the players' page. */
  readonly staticFolder: string;
  /** Of all processes that share the ports; without it this one's are all. */
  readonly readMetricsOfAll?: () => Promise<MetricsText>;
}

export function createHttp(kernel: Kernel, parts: HttpParts) {
  const { config, random, log } = kernel;
  const { domain, modules, browsers: { trustedProxies, origins, security }, staticFolder } = parts;
  const { requestLimit, banList, sessions } = domain;
  const compressor = createCompressor();
  const addressOf = createAddressReader(trustedProxies);
  const nextRequestId = createRequestIds(random);
  const edge = { addressOf, nextRequestId, requestLimit, banList, sessions, origins, security };
  const quick = createQuickAnswers({
    ...edge,
    revalidator: config.auth.revalidateRequiresServerKey ? null : domain.revalidator,
  });
  const app = createHttpApp({
    ...edge,
    log,
    tracing: kernel.tracing,
    operatorAddresses: createAddressSet(config.admin.addresses),
    onRefused: domain.onRefused,
    mounted: [
      ...coreRoutes(kernel, parts, compressor),
      ...[...modules.routes()].map(([id, routes]) => ({ path: `/games/${id}`, routes })),
      { path: "/", routes: pageRoutes(kernel, domain, compressor, staticFolder) },
    ],
  });
  return { app, quick };
}

function coreRoutes(
  { config, database, clock, log, metrics }: Kernel,
  parts: HttpParts,
  compressor: Compressor,
): Mounted[] {
  const { state, hasher, keys, host: { games, metrics: readModules }, modules, domain } = parts;
  const { accounts, characters, gameTokens, identities, providerLogins, servers, sessions, usernames } = domain;
  const {
    accountActs,
    accountRecords,
    adminAttempts,
    audit,
    backups,
    bans,
    webhooks,
    keyRotation,
    seats,
    serverSetup,
    suspensions,
  } = domain;
  const {
    accountSecurity,
    assertions,
    confirmation,
    confirmations,
    factorLogins,
    hasPasskeys,
    passkeys,
    passwordless,
    totp,
  } = domain;
  const {
    authority,
    idempotentAnswers,
    guests,
    invites,
    jobRuns,
    mailRecords,
    overview,
    ownSessions,
    roles,
    series,
    trail,
    trailLive,
    diagnose,
  } = domain;
  const countSessions = createSessionCount({ database: readingAside(database), clock });
  domain.readings.read = async () => ({
    own: {
      hash_queue: hasher.queue.depth(),
      "hooks.failed": failuresSince(),
      ...named("lines.", state.readDoors().map(({ door, open }) => [door, open])),
      ...named("seats.", [...seats.counts()]),
    },
    common: { sessions: await countSessions() ?? 0 },
  });
  const isReady = createReadiness({ database, clock, log });
  domain.live.server = async () => {
    if (hasher.queue.isFull()) return { code: "overloaded", because: "The queue of password hashes is full" };
    return await isReady() ? null : { code: "unavailable", because: "The database cannot be used" };
  };
  const failuresSince = createFailureCount(readModules);
  const sources: MetricSources = {
    process: parts.processWatch.read,
    hashQueue: hasher.queue,
    sessions: countSessions,
    seats: () => seats.counts(),
    doors: () => state.readDoors(),
    modules: readModules,
    pool: () => database.pool(),
    hearing: () => database.events.hearing(),
  };
  state.readMetrics = () => metrics.readParts(sources);
  const configInForce = describeConfig(config);
  const describeModules = async () => {
    const [brought, calls] = [await modules.overview(), readModules()];
    return brought.map((module) => ({
      ...module,
      calls: calls.filter((count) => count.module === module.id).map(({ module: _, ...count }) => count),
    }));
  };
  const { gameAccess, windows } = domain;
  const deletions = {
    database,
    accounts,
    proof: domain.proof,
    deletion: domain.deletion,
    confirmation,
    sessions,
    trail: domain.trail,
    hasSecondFactor,
    isEnabled: config.accounts.deletion,
  };
  const { accountDeletion, accountLogins, notes, operatorRecovery, readWaysIn, relatedAccounts, suspendWithAddresses } =
    domain;
  const { characterSelection, readRevocations, revalidator, revocationStream, sessionKeys } = domain;
  const { mail: { enabled: hasMail }, resetRequests, resets, undo, verification } = domain;
  const { publicUrl, auth: { revalidateRequiresServerKey, totp: hasTotp } } = config;
  const portOf = (gameId: string) => {
    const first = parts.modules.listeners().find(({ module }) => module === gameId);
    return first === undefined ? null : state.ports[first.name] ?? null;
  };
  const adminToken = config.adminToken?.reveal() ?? null;
  return [
    { path: "/api/auth", routes: createAuthRoutes({ accounts, sessions, confirmation, passwordless }) },
    { path: "/api/auth", routes: createProviderLoginRoutes({ providerLogins, sessions, hasSecondFactor }) },
    {
      path: "/api/auth",
      routes: createFactorLoginRoutes({ assertions, confirmations, factorLogins, sessions, hasPasskeys }),
    },
    {
      path: "/api/account",
      routes: createAccountRoutes({ accounts, sessions, confirmation, passwordless, accountSecurity }),
    },
    {
      path: "/api/account",
      routes: createAccountSecurityRoutes({
        confirmation,
        passkeys,
        accountSecurity,
        sessions,
        totp,
        hasPasskeys,
        hasTotp,
      }),
    },
    { path: "/api/account", routes: createGameAccessRoutes({ clock, confirmation, gameAccess, sessions, windows }) },
    { path: "/api/auth", routes: createRecoveryRoutes({ hasMail, resets, resetRequests, verification, undo }) },
    { path: "/api/account", routes: createAccountSessionRoutes({ database, sessions, ownSessions, games, trail }) },
    { path: "/api/account", routes: createVerificationRoutes({ hasMail, verification, sessions }) },
    { path: "/api/auth", routes: createGuestRoutes({ guests, sessions, isEnabled: config.accounts.guests }) },
    { path: "/api/account", routes: createUpgradeRoutes({ guests, sessions }) },
    { path: "/api/account", routes: createDeletionRoutes(deletions) },
    { path: "/api/auth", routes: createRestoreRoutes(deletions) },
    { path: "/api/account", routes: createExportRoutes({ exports: domain.exports, confirmation, sessions }) },
    { path: "/api/account", routes: createIdentityRoutes({ identities, usernames, sessions }) },
    { path: "/api/characters", routes: createCharacterRoutes({ characters, sessions }) },
    { path: "/api/games", routes: createGameRoutes({ games, publicUrl, portOf }) },
    {
      path: "/auth",
      routes: createGameAuthRoutes({
        accounts,
        providerLogins,
        characters,
        servers,
        gameTokens,
        characterSelection,
        revalidator,
        sessionKeys,
        revalidateRequiresServerKey,
      }),
    },
    { path: "/auth", routes: createGameCharacterRoutes({ characters, servers, games, revalidator }) },
    { path: "/auth", routes: createRevocationRoutes({ readRevocations, revocationStream }) },
    {
      path: "/admin/api",
      routes: createAdminRoutes({
        adminToken,
        adminAttempts,
        accountDeletion,
        accountLogins,
        authority,
        idempotentAnswers,
        invites,
        jobRuns,
        mailRecords,
        overview,
        series,
        describeModules,
        describeConfig: () => configInForce,
        notes,
        readWaysIn,
        operatorRecovery,
        relatedAccounts,
        suspendWithAddresses,
        roles,
        sessions,
        accountRecords,
        accountActs,
        suspensions,
        gameTokens,
        bans,
        countHits: domain.countHits,
        webhooks,
        servers,
        serverSetup,
        keyRotation,
        backups,
        audit,
        database: readingAside(database),
        clock,
        trail,
        trailLive,
        diagnose,
      }),
    },
    { path: "/", routes: createDescriptionRoutes({ version: VERSION, compressor }) },
    { path: "/", routes: createJwksRoutes({ jwks: keys.jwks }) },
    {
      path: "/",
      routes: createHealthRoutes({
        isReady,
        isStopping: () => state.isStopping,
      }),
    },
    {
      path: "/",
      routes: createMetricsRoutes(parts.readMetricsOfAll ?? (() => metrics.read(sources))),
    },
  ];
}

function named(beginning: string, values: readonly (readonly [string, number])[]): Record<string, number> {
  return Object.fromEntries(values.map(([name, value]) => [`${beginning}${name}`, value]));
}

/** @returns how many calls of modules failed since it was asked last */
function createFailureCount(read: ModuleHost["metrics"]): () => number {
  let known = 0;
  return () => {
    const total = read().reduce((sum, { failures }) => sum + failures, 0);
    const more = total - known;
    known = total;
    return more;
  };
}

function pageRoutes(
  { config: { accounts: { guests, deletion }, auth, limits, page }, clock }: Kernel,
  { hasPasskeys, mail }: Domain,
  compressor: Compressor,
  staticFolder: string,
) {
  const words = { ...page, hasLogo: page.logo !== null };
  return createPageRoutes({
    files: withHashedNames(
      openStaticFolder(staticFolder, clock),
      (path, html) => path === "index.html" ? dressPage(html, words) : html,
    ),
    compressor,
    features: { mail: mail.enabled, guests, passkeys: hasPasskeys, totp: auth.totp, deletion },
    charactersPerGame: limits.charactersPerGame,
    look: { ...page, logo: page.logo === null ? null : openStaticFile(page.logo, clock) },
  });
}
