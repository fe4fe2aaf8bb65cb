/** The composition root: the only file that knows every part. It opens no port; `lib/app/doors.ts` does. */
import { Hono } from "hono";
import { createAdminRoutes } from "../../routes/admin/mod.ts";
import { createMetricsRoutes } from "../../routes/metrics.ts";
import { createHealthRoutes } from "../../routes/health.ts";
import { createJwksRoutes } from "../../routes/jwks.ts";
import { createHttpApp } from "../../routes/mod.ts";
import type { HttpEnv, PeerInfo } from "../../routes/http.ts";
import { problemResponse } from "../../routes/errors.ts";
import { coreHistory } from "../../migrations/mod.ts";
import { createAddressSet } from "../platform/addresses/address_set.ts";
import { createAccountActs } from "../domain/admin/account_acts.ts";
import { createAccountRecords } from "../domain/admin/account_records.ts";
import { createAdminAttempts } from "../domain/admin/admin_attempts.ts";
import { createCharacters } from "../domain/characters/characters.ts";
import { createCleanupJobs, createKeyJob } from "./jobs.ts";
import { createCore } from "./domain.ts";
import { createKeyDerivation } from "../platform/crypto/hkdf.ts";
import { verifyMasterKey } from "../platform/crypto/master_key.ts";
import type { PasswordHasher } from "../platform/crypto/password_hasher.ts";
import { createSecretBox } from "../platform/crypto/secret_box.ts";
import { columnTypes } from "../platform/database/column_types.ts";
import { makeFirstContact } from "../platform/database/first_contact.ts";
import { migrate } from "../platform/database/migrator.ts";
import { createReadiness } from "../platform/database/readiness.ts";
import { createSettingsStore } from "../platform/database/settings.ts";
import { AppError } from "../platform/errors.ts";
import { createGameServers } from "./game_servers.ts";
import { withFields } from "../platform/log/log.ts";
import { createMetrics, type Metrics } from "../platform/metrics/metrics.ts";
import { createSessionCount } from "../platform/metrics/session_count.ts";
import type { DoorReading } from "../platform/metrics/sources.ts";
import { createDoorChoice } from "../modules/loading/door_names.ts";
import { createModuleHost } from "../modules/host/host.ts";
import { createJobs } from "../platform/jobs/jobs.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";
import { loadModuleSet } from "../modules/loading/module_set.ts";
import { createAccountsPort } from "../modules/ports/accounts_port.ts";
import { createSeatsPort } from "../modules/ports/seats_port.ts";
import type { GameModule } from "../modules/types.ts";
import { createOrigins } from "../doors/browsers/origins.ts";
import { openStaticFile, openStaticFolder } from "../doors/net/static_folder.ts";
import { endSessionsOfLastServer } from "../domain/sessions/cleanup.ts";
import { createCharacterJwts } from "../domain/tokens/character_jwt.ts";
import { opaqueCharacterTokens } from "../domain/tokens/game_token_text.ts";
import { createKeyRotation } from "../domain/tokens/jwt/key_rotation.ts";
import { openKeyPairs } from "../domain/tokens/jwt/key_pairs.ts";
import { createSharedSecretKeys } from "../domain/tokens/jwt/shared_secret.ts";
import { createTokenSigner } from "../domain/tokens/jwt/signer.ts";
import { createGateway } from "../doors/websocket/gateway.ts";

const DAY_SECONDS = 86_400;
const HSTS = "max-age=31536000; includeSubDomains";

export interface AppParts extends Pick<Kernel, "config" | "database" | "clock" | "random" | "log"> {
  readonly masterKey: Uint8Array;
  readonly hasher: PasswordHasher;
  readonly metrics?: Metrics;
  /** Loaded before those of the configuration. */
  readonly games: readonly GameModule[];
  /** The folder of the players' page. */
  readonly staticFolder: string;
}

export type App = Awaited<ReturnType<typeof createApp>>;

/**
 * Migrates the database and puts every part in its place.
 * @throws {Error} when the database is newer than the program, the master key another, or a game module cannot start
 */
export async function createApp(parts: AppParts) {
  const { config, database, clock, random, log, masterKey, hasher, metrics = createMetrics() } = parts;
  const modules = await loadModuleSet({
    builtIn: parts.games,
    sources: config.games,
    gameConfig: config.gameConfig,
    clock,
  });
  const portVariables = modules.flatMap(({ module }) =>
    Object.values(module.ports ?? {}).map(({ variable }) => variable)
  );
  config.ports.verifyNames(portVariables);
  for (const { name, meant } of config.ports.misspelt(portVariables)) {
    log.warn(`The environment variable ${name} is not known and changes nothing: did you mean ${meant}?`);
  }

  await makeFirstContact(database);
  await migrate(database, coreHistory(columnTypes(database.engine)));
  await verifyMasterKey(masterKey, createSettingsStore(database.write));
  if (database.engine === "sqlite") await endSessionsOfLastServer(database, clock);

  const box = createSecretBox({ key: masterKey, random });
  const tokenLifetimeSecondsMax = Math.max(config.auth.jwtExpirationSeconds, DAY_SECONDS);
  const keyPairs = await openKeyPairs({ database, box, clock, random, log, tokenLifetimeSecondsMax });
  const { jwtSecret, issuer, audience } = config.auth;
  const keys = jwtSecret === null ? keyPairs : await createSharedSecretKeys(jwtSecret.reveal());
  const signer = createTokenSigner({ keys, issuer, audience, clock });

  const { portFor } = config.ports;
  const host = createModuleHost({ modules, database, clock, random, log, portFor });
  const core = createCore({
    config,
    database,
    clock,
    random,
    log,
    hasher,
    box,
    signer,
    metrics,
    characterTokenText: config.auth.characterTokenFormat === "jwt"
      ? createCharacterJwts({ keys: keyPairs, issuer, random })
      : opaqueCharacterTokens(random),
    schemes: () => host.schemes(),
  });
  core.accounts.onCreate((unit, account, { door }) => host.hooks.accountCreated(unit, { ...account, door }));
  await core.serverSetup.seed();

  const characters = createCharacters({
    database,
    audit: core.audit,
    games: host.games,
    hooks: host.hooks,
    charactersPerGame: config.limits.charactersPerGame,
    onDeleted: [core.tokenEnds.endOfCharacter, core.seats.endOfCharacter],
  });
  const deriveKey = createKeyDerivation(masterKey);
  const portParts = { database, clock, random, runner: host.runner, ...core };
  const doorChoiceOf = (gameId: string) =>
    createDoorChoice(modules.find(({ module }) => module.id === gameId)?.module ?? { id: gameId });
  await host.initialize({
    characters,
    accounts: (gameId) => createAccountsPort(portParts, doorChoiceOf(gameId)),
    seats: (gameId) => {
      const gameName = () => host.games.find(gameId)?.name ?? gameId;
      return createSeatsPort({ ...portParts, doorOf: doorChoiceOf(gameId), gameName }, gameId);
    },
    servers: (gameId) => ({ online: () => core.servers.onlineFor(gameId) }),
    tickets: () => core.tickets,
    deriveKey: (gameId, info, lengthBytes) => deriveKey(`game ${gameId}: ${info}`, lengthBytes),
  });

  const gateway = createGateway({
    database,
    clock,
    random,
    log: withFields(log, { door: "websocket" }),
    sessions: core.sessions,
    banList: core.banList,
    limits: core.limits,
    characters,
    seats: core.seats,
    games: host,
    authTimeoutMs: config.websocket.authTimeoutSeconds * 1_000,
    heartbeatMs: config.websocket.heartbeatSeconds * 1_000,
    unauthenticatedMax: config.websocket.unauthenticatedMax,
    messagesPerSecond: config.limits.messagesPerSecond,
    messagesBurst: config.limits.messagesBurst,
  });

  const gameServers = createGameServers({ config, database, clock, random, log, core, characters, metrics });
  const keyRotation = createKeyRotation({
    database,
    clock,
    audit: core.audit,
    keyPairs,
    keyDaysMax: config.auth.signingKeyDays,
  });
  const jobs = createJobs({
    jobs: [...createCleanupJobs(database, clock), createKeyJob(keyRotation)],
    database,
    clock,
    log,
    onRun: metrics.jobRun,
  });
  let isStopping = false;
  let readDoors: () => readonly DoorReading[] = () => [];

  const mounted: { path: string; routes: Hono<HttpEnv> | Hono }[] = [
    {
      path: "/",
      // Characters' JWTs are never signed with a shared secret: their public keys are published under HS256, too.
      routes: createJwksRoutes({
        signer: config.auth.characterTokenFormat === "jwt" ? { jwks: () => ({ keys: keyPairs.published() }) } : signer,
      }),
    },
    {
      path: "/",
      routes: createHealthRoutes({ isReady: createReadiness({ database, clock, log }), isStopping: () => isStopping }),
    },
    {
      path: "/",
      routes: createMetricsRoutes({
        metrics,
        sources: {
          hashQueue: hasher.queue,
          sessions: createSessionCount({ database, clock }),
          seats: () => core.seats.counts(),
          doors: () => readDoors(),
          modules: () => host.metrics(),
          pool: () => database.pool(),
          hearing: () => database.events.hearing(),
        },
      }),
    },
    {
      path: "/admin/api",
      routes: createAdminRoutes({
        ...core,
        database,
        adminToken: config.adminToken?.reveal() ?? null,
        attempts: createAdminAttempts({ database, clock, audit: core.audit, exempt: core.exempt }),
        records: createAccountRecords({ database, clock }),
        acts: createAccountActs({ database, audit: core.audit, revocation: core.revocation }),
        tokens: core.gameTokens,
        setup: core.serverSetup,
        keyRotation,
      }),
    },
    ...gameServers.mounted,
    ...[...host.routes()].map(([id, routes]) => ({ path: `/games/${id}`, routes })),
  ];
  const trustedProxies = createAddressSet(config.trustedProxies);
  const { publicUrl, allowedOrigins: allowed } = config;
  const origins = createOrigins({ allowed, publicUrl, trustedProxies, clock, log });
  const http = createHttpApp({
    ...core,
    log,
    random,
    characters,
    games: host.games,
    trustedProxies,
    origins,
    hsts: config.http.hsts ? HSTS : null,
    files: openStaticFolder(parts.staticFolder),
    look: { ...config.page, logo: config.page.logo === null ? null : openStaticFile(config.page.logo) },
    mounted,
  });

  return {
    /** Answers one HTTP call. */
    fetch: (request: Request, peer: PeerInfo): Response | Promise<Response> => http.fetch(request, peer),
    gateway,
    /** Whose pages may act: for the doors that browsers come to. */
    origins,
    trustedProxies,
    /** Asked before a WebSocket opens: null, or the answer that refuses it. */
    async refuseSocket(address: string): Promise<Response | null> {
      try {
        core.requestLimit.count(address);
        await core.banList.check(address);
        return null;
      } catch (error) {
        if (error instanceof AppError) return problemResponse(error, null);
        throw error;
      }
    },
    banList: core.banList,
    exempt: core.exempt,
    listeners: host.listeners(),
    games: host.games,
    overview: host.overview,
    /** Begins the jobs, and tells the metrics who knows the doors. */
    start(doors: () => readonly DoorReading[]) {
      readDoors = doors;
      hasher.warmUp();
      host.start();
      jobs.start();
    },
    /** From now on not ready. */
    beginStop() {
      isStopping = true;
      gameServers.endStreams();
    },
    /** Once the doors are closed: ends seats, jobs and modules, and writes what is still in memory. */
    async close() {
      core.seats.close();
      await jobs.stop();
      await host.stop();
      gameServers.close();
      await core.close();
      keyPairs.close();
      hasher.close();
    },
  };
}
