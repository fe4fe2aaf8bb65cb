/** The composition root: the only file that knows every part. It opens no port; `lib/app/doors.ts` does. */
import { type Compressor, createCompressor } from "../doors/files/compressed.ts";
import { createPackingThread } from "../doors/files/packing_thread.ts";
import { createModuleHost } from "../modules/host/host.ts";
import { ownerOfFile } from "../modules/loading/module_set.ts";
import type { GameModule } from "../modules/types.ts";
import type { PasswordHasher } from "../platform/crypto/password_hasher.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";
import { unwatchedWork, type WorkWatch } from "../platform/watchdog/work_watch.ts";
import { watchProcess } from "../platform/metrics/process_reading.ts";
import { createMetrics, type Metrics } from "../platform/metrics/metrics.ts";
import type { MetricsText } from "../platform/metrics/recorded.ts";
import type { DoorReading } from "../platform/metrics/sources.ts";
import type { PeerInfo } from "../../routes/http.ts";
import { loadModules } from "./game_modules.ts";
import { createBrowsers } from "./edge/browsers.ts";
import { createHttp } from "./edge/http.ts";
import { createServerState } from "./edge/server_state.ts";
import { createServerJobs } from "./jobs.ts";
import { createModulePorts } from "./module_ports.ts";
import { prepareDatabase } from "./prepare_database.ts";
import { createCopyBeforeMigration } from "./services/backups.ts";
import { closedBy } from "./services/closing.ts";
import { createDomain } from "./services/domain.ts";
import { openKeys } from "./services/keys.ts";
import { VERSION } from "./version.ts";

interface AppParts extends Omit<Kernel, "metrics"> {
  readonly metrics?: Metrics;
  readonly masterKey: Uint8Array;
  readonly hasher: PasswordHasher;
  /** Loaded before those of the configuration. */
  readonly games: readonly GameModule[];
  /** The folder of the players' page. */
  readonly staticFolder: string;
  /** In place of the server's own. */
  readonly compressor?: Compressor;
  /** Of all processes that share the ports; without it this one's are all. */
  readonly readMetricsOfAll?: () => Promise<MetricsText>;
  /** Is told whose code runs; nobody unless given. */
  readonly watch?: WorkWatch;
}

type AppServices = Awaited<ReturnType<typeof createServices>>;

export type App = Awaited<ReturnType<typeof createApp>>;

/**
 * Migrates the database and puts every part in its place.
 * @throws {Error} when the database is newer than the program, the master key another, or a game module cannot start;
 * then nothing is left open
 */
export async function createApp(parts: AppParts) {
  await using closing = new AsyncDisposableStack();
  const services = await createServices(parts, closing);
  return createRunning(services, parts, closing.move());
}

/** The list of the parts, in the order in which each finds what it needs. */
async function createServices(parts: AppParts, closing: AsyncDisposableStack) {
  const { config, database, clock, random, log, tracing, metrics = createMetrics() } = parts;
  const { masterKey, hasher, staticFolder, readMetricsOfAll, watch = unwatchedWork } = parts;
  const kernel: Kernel = { config, database, clock, random, log, metrics, tracing };
  const closed = closedBy(closing);
  const state = createServerState();

  const loaded = await loadModules(kernel, { games: parts.games, watch });
  const beforeMigration = createCopyBeforeMigration(kernel);
  await prepareDatabase(kernel, masterKey, beforeMigration);
  const keys = await openKeys(kernel, masterKey, closing);
  const { portFor } = config.ports;
  const guest = { loaded, portFor, beforeMigration, watch };
  const host = createModuleHost({ database, clock, random, log, tracing, ...guest });
  const domain = createDomain(kernel, { hasher, keys, host, closing });
  await domain.serverSetup.seed();
  closing.defer(() => host.stop());
  const modules = await host.initialize(createModulePorts(kernel, { loaded, keys, host, domain }));
  const browsers = createBrowsers(kernel);
  const processWatch = closed(watchProcess(clock, VERSION));
  const compressor = parts.compressor ?? createCompressor(closed(createPackingThread(clock)).pack);
  const edge = { version: VERSION, state, processWatch, browsers, staticFolder, compressor, readMetricsOfAll };
  const http = createHttp(kernel, { ...edge, hasher, keys, host, modules, domain });
  const jobs = createServerJobs(kernel, { domain, modules });
  closing.defer(() => jobs.stop());
  return { browsers, domain, host, http, jobs, loaded, modules, state };
}

/** What a server does with them. */
function createRunning(services: AppServices, { hasher }: Pick<AppParts, "hasher">, opened: AsyncDisposableStack) {
  const { browsers, domain, host, http, jobs, loaded, modules, state } = services;
  return {
    domain,
    games: host.games,
    modules,
    browsers,
    /** Answers one HTTP call. */
    fetch: (request: Request, peer: PeerInfo): Response | Promise<Response> => http.app.fetch(request, peer),
    /** Answers a few calls from what is kept, or not at all. */
    quick: http.quick,
    /** Each method and path that is answered; of middleware the method is `ALL`. */
    routes: http.app.routes.map(({ method, path }) => ({ method, path })),
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
      domain.awaitedFactors.start();
    },
    /** From now on not ready; streams end, which would else be waited for. */
    beginStop() {
      state.isStopping = true;
      domain.revocationStream.close();
      domain.trailLive.close();
    },
    /** Once the doors are closed: what was opened last is closed first. */
    close: () => opened.disposeAsync(),
  };
}
