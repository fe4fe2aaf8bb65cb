/** The composition root: the only file that knows every part. It opens no port; `lib/app/doors.ts` does. */
import { coreHistory } from "../../migrations/mod.ts";
import { endSessionsOfLastServer } from "../domain/sessions/cleanup.ts";
import type { CorePorts } from "../modules/host/core_ports.ts";
import { createModuleHost, type ModuleHost } from "../modules/host/host.ts";
import { type LoadedModule, loadModuleSet, ownerOfFile } from "../modules/loading/module_set.ts";
import { createCorePorts } from "../modules/ports/core_ports.ts";
import type { GameModule } from "../modules/types.ts";
import { createHostLookup } from "../domain/servers/host_lookup.ts";
import { verifyMasterKey } from "../platform/crypto/master_key.ts";
import type { PasswordHasher } from "../platform/crypto/password_hasher.ts";
import { ConfigError } from "../platform/config/config.ts";
import { columnTypes } from "../platform/database/column_types.ts";
import { makeFirstContact } from "../platform/database/first_contact.ts";
import { migrate } from "../platform/database/migrator.ts";
import { createSettingsStore } from "../platform/database/settings.ts";
import { createJobs } from "../platform/jobs/jobs.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";
import { unwatchedWork, type WorkWatch } from "../platform/watchdog/work_watch.ts";
import { watchProcess } from "../platform/metrics/process_reading.ts";
import { createMetrics, type Metrics } from "../platform/metrics/metrics.ts";
import type { MetricsText } from "../platform/metrics/recorded.ts";
import type { DoorReading } from "../platform/metrics/sources.ts";
import type { PeerInfo } from "../../routes/http.ts";
import { openAuditArchive } from "./audit_archive.ts";
import { backupPlace, createCopyBeforeMigration } from "./backups.ts";
import { createDomain, type Domain } from "./domain.ts";
import { createBrowsers, createHttp, type ServerState } from "./http.ts";
import { createCoreJobs } from "./jobs.ts";
import { type Keys, openKeys } from "./keys.ts";
import { VERSION } from "./version.ts";

export interface AppParts extends Omit<Kernel, "metrics"> {
  readonly metrics?: Metrics;
  readonly masterKey: Uint8Array;
  readonly hasher: PasswordHasher;
  /** Loaded before those of the configuration. */
  readonly games: readonly GameModule[];
  /** The folder of the players' page. */
  readonly staticFolder: string;
  /** Of all processes that share the ports; without it this one's are all. */
  readonly readMetricsOfAll?: () => Promise<MetricsText>;
  /** Is told whose code runs; nobody unless given. */
  readonly watch?: WorkWatch;
}

interface PortsParts {
  readonly loaded: readonly LoadedModule[];
  readonly keys: Pick<Keys, "deriveKey">;
  readonly host: Pick<ModuleHost, "runner">;
  readonly domain: Domain;
}

export type App = Awaited<ReturnType<typeof createApp>>;

/**
 * Migrates the database and puts every part in its place.
 * @throws {Error} when the database is newer than the program, the master key another, or a game module cannot start;
 * then nothing is left open
 */
export async function createApp(parts: AppParts) {
  const { config, database, clock, random, log, metrics = createMetrics() } = parts;
  const { masterKey, hasher, staticFolder, watch = unwatchedWork } = parts;
  const kernel: Kernel = { config, database, clock, random, log, metrics, tracing: parts.tracing };
  const state: ServerState = {
    isStopping: false,
    readDoors: () => [],
    ports: {},
    readMetrics: () => Promise.resolve([]),
  };
  await using closing = new AsyncDisposableStack();

  const loaded = await loadModules(kernel, parts.games);
  const beforeMigration = createCopyBeforeMigration(kernel);
  await prepareDatabase(kernel, masterKey, beforeMigration);
  const keys = await openKeys(kernel, masterKey, closing);
  const { portFor } = config.ports;
  const host = createModuleHost({
    modules: loaded,
    database,
    clock,
    random,
    log,
    tracing: parts.tracing,
    portFor,
    beforeMigration,
    watch,
  });
  const domain = createDomain(kernel, { hasher, keys, modules: host, closing });
  await domain.serverSetup.seed();
  closing.defer(() => host.stop());
  const modules = await host.initialize(portsOf(kernel, { loaded, keys, host, domain }));
  const browsers = createBrowsers(kernel);
  const processWatch = watchProcess(clock, VERSION);
  closing.defer(() => processWatch.close());
  const { app: http, quick } = createHttp(kernel, {
    state,
    processWatch,
    hasher,
    keys,
    host,
    modules,
    domain,
    browsers,
    staticFolder,
    ...(parts.readMetricsOfAll === undefined ? {} : { readMetricsOfAll: parts.readMetricsOfAll }),
  });
  const { keyRotation, revocationStream } = domain;
  const coreJobs = createCoreJobs({
    database,
    clock,
    keyRotation,
    backups: domain.backups,
    auditArchive: openAuditArchive(kernel, domain.audit),
    trailDays: config.accounts.trailDays,
    backupEveryHours: backupPlace(config) === null ? 0 : config.backups.everyHours,
  });
  const jobs = createJobs({
    jobs: [...coreJobs, ...domain.deletionJobs, ...domain.webhookRoom.jobs, ...modules.jobs],
    database,
    clock,
    log,
    onRun(job, result, error) {
      metrics.jobRun(job, result);
      void domain.jobRuns.note(job, result, error);
    },
  });
  closing.defer(() => jobs.stop());

  const opened = closing.move();
  return {
    domain,
    games: host.games,
    modules,
    browsers,
    /** Answers one HTTP call. */
    fetch: (request: Request, peer: PeerInfo): Response | Promise<Response> => http.fetch(request, peer),
    /** Answers a few calls from what is kept, or not at all. */
    quick,
    /** Each method and path that is answered; of middleware the method is `ALL`. */
    routes: http.routes.map(({ method, path }) => ({ method, path })),
    /** What this process measures. */
    readMetrics: () => state.readMetrics(),
    /** What each module brings. */
    overview: modules.overview,
    /** The id of the game module that a file belongs to, by its URL; null for no module's. */
    ownerOf: (url: string): string | null => ownerOfFile(loaded, url),
    /** Begins the jobs, and tells who knows the doors, and their ports by name. */
    start(doors: () => readonly DoorReading[], ports: Readonly<Record<string, number>>) {
      state.readDoors = doors;
      state.ports = ports;
      hasher.warmUp();
      jobs.start();
      void domain.firstOperator.start();
      domain.series.start();
      domain.mailRoom.start();
      domain.webhookRoom.start();
      domain.resetRequests.start();
    },
    /** From now on not ready; streams end, which would else be waited for. */
    beginStop() {
      state.isStopping = true;
      revocationStream.close();
      domain.trailLive.close();
    },
    /** Once the doors are closed: what was opened last is closed first. */
    close: () => opened.disposeAsync(),
  };
}

async function loadModules(
  { config, clock, log }: Kernel,
  builtIn: readonly GameModule[],
): Promise<readonly LoadedModule[]> {
  const { games: sources, gameConfig, ports } = config;
  const loaded = await loadModuleSet({ builtIn, sources, gameConfig, clock });
  verifyDoors(config.accounts.doors, loaded);
  const variables = loaded.flatMap(({ module }) => Object.values(module.ports ?? {}).map(({ variable }) => variable));
  ports.verifyNames(variables);
  for (const { name, meant } of ports.misspelt(variables)) {
    log.warn(`The environment variable ${name} is not known and changes nothing: did you mean ${meant}?`);
  }
  return loaded;
}

/** @throws {ConfigError} for a game that is not there or has no doors of its own: it would be guarded by nothing */
function verifyDoors(doors: Readonly<Record<string, string>>, loaded: readonly LoadedModule[]): void {
  const games = loaded.filter(({ module }) => Object.keys(module.ports ?? {}).length > 0).map(({ module }) =>
    module.id
  );
  const unknown = Object.keys(doors).find((id) => !games.includes(id));
  if (unknown === undefined) return;
  throw new ConfigError(
    `accounts.doors.${unknown} is "required", but there is no such game with doors of its own, allowed: ` +
      games.join(", "),
  );
}

async function prepareDatabase(
  { database, clock }: Kernel,
  masterKey: Uint8Array,
  beforeMigration: () => Promise<void>,
): Promise<void> {
  await makeFirstContact(database);
  await migrate(database, coreHistory(columnTypes(database.engine)), beforeMigration);
  await verifyMasterKey(masterKey, createSettingsStore(database.write));
  if (database.engine === "sqlite") await endSessionsOfLastServer(database, clock);
}

function portsOf({ database, clock, log, random }: Kernel, parts: PortsParts): CorePorts {
  const { loaded: modules, keys: { deriveKey }, host: { runner }, domain } = parts;
  const { accounts, activity, characters, endings, doors, guesses, proof, seats, servers, sessions, tickets, trail } =
    domain;
  return createCorePorts({
    modules,
    database,
    random,
    runner,
    deriveKey,
    accounts,
    proof,
    doors,
    guesses,
    characters,
    seats,
    sessions,
    activity,
    endings,
    servers,
    ipv4Of: createHostLookup({ clock, log }),
    tickets,
    trail,
  });
}
