/** One whole server: its database, its parts and its doors, opened in order and closed in reverse. */
import { type App, createApp } from "./app.ts";
import { createBcryptPool } from "../platform/crypto/bcrypt_pool.ts";
import { obtainMasterKey } from "../platform/crypto/master_key.ts";
import { createPasswordHasher, type PasswordHasher } from "../platform/crypto/password_hasher.ts";
import type { Database } from "../platform/database/database.ts";
import { type DatabaseChoice, openDatabase } from "../platform/database/open.ts";
import { createMetrics } from "../platform/metrics/metrics.ts";
import type { MetricsText } from "../platform/metrics/recorded.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";
import type { GameModule } from "../modules/types.ts";
import { choosePool } from "./pool.ts";
import type { Watchdog } from "../platform/watchdog/watchdog.ts";
import type { Compressor } from "../doors/files/compressed.ts";
import type { Elsewhere } from "../doors/net/elsewhere.ts";
import { type Doors, openDoors } from "./doors.ts";
import { STATIC_FOLDER } from "./static_folder.ts";

/** Waiting longer for a hash helps nobody: the player has gone. */
const HASH_WAIT_MS_MAX = 10_000;
/** A native line has 30 s until its player must be known. */
const NATIVE_HASH_WAIT_MS_MAX = 20_000;
/** Code that runs for the first time is compiled first: the thread may be late by that. */
const WARM_UP_MS = 10_000;
/** A thread that hashes for so long hangs. */
const HASH_RUN_MS_MAX = 30_000;

interface StartParts extends Pick<Kernel, "config" | "clock" | "random" | "log" | "tracing"> {
  readonly games: readonly GameModule[];
  /** In place of the pool of threads: tests hash cheaply. */
  readonly hasher?: PasswordHasher;
  /** In place of the server's own: tests compress the page's files once. */
  readonly compressor?: Compressor;
  /** Connections to PostgreSQL, where they are shared out already. */
  readonly poolMax?: number;
  /** What its database is opened with: tests take over what others made. */
  readonly databaseWith?: Pick<DatabaseChoice, "beginAs" | "Client">;
  /** Of all processes that share the ports; without it this one's are all. */
  readonly readMetricsOfAll?: () => Promise<MetricsText>;
  /** What those hold of a door; nothing unless given. */
  readonly elsewhereOf?: (door: string) => Elsewhere;
  /** Looks on whose code the thread runs; nobody unless given. Ended with the server. */
  readonly watchdog?: Watchdog;
}

export interface RunningServer extends Pick<Doors, "ports" | "variables"> {
  readonly app: App;
  /** For whoever starts a server to look at it: tests, tools. */
  readonly database: Database;
  /** Ends everything in order. Doing it twice does it once. */
  stop(): Promise<void>;
}

/** @throws {Error} in one sentence why the server cannot start; then nothing is left open */
export async function startServer(parts: StartParts): Promise<RunningServer> {
  const { config, clock, random, log, games } = parts;
  const metrics = createMetrics();
  await using opening = new AsyncDisposableStack();
  if (parts.watchdog !== undefined) {
    opening.adopt(parts.watchdog, (watchdog) => watchdog.close());
    parts.watchdog.onBlock = metrics.threadBlocked;
  }

  const { database, folder, close } = await openDatabase(
    {
      url: config.databaseUrl?.reveal() ?? null,
      poolMax: parts.poolMax ?? await choosePool({ config, clock, log }, 1),
      dataDir: config.dataDir,
      ...parts.databaseWith,
    },
    { clock, random, log },
  );
  opening.defer(close);
  const hasher = opening.adopt(parts.hasher ?? createHasher(parts, metrics.hashJob), (opened) => opened.close());
  const masterKey = obtainMasterKey({ configured: config.masterKey?.reveal() ?? null, folder, random, warn: log.warn });
  const app = await createApp({
    config,
    database,
    clock,
    random,
    log,
    metrics,
    masterKey,
    hasher,
    games,
    staticFolder: STATIC_FOLDER,
    tracing: parts.tracing,
    ...(parts.compressor === undefined ? {} : { compressor: parts.compressor }),
    ...(parts.readMetricsOfAll === undefined ? {} : { readMetricsOfAll: parts.readMetricsOfAll }),
    ...(parts.watchdog === undefined ? {} : { watch: parts.watchdog }),
  });
  opening.defer(() => app.close());
  const { tracing, elsewhereOf } = parts;
  const doors = await openDoors({ config, database, clock, random, log, tracing, app, elsewhereOf });
  opening.defer(() => doors.stop());

  if (parts.watchdog !== undefined) opening.defer(clock.after(WARM_UP_MS, parts.watchdog.ready));

  const running = opening.move();
  let stopped: Promise<void> | null = null;
  const { ports, variables } = doors;
  return { ports, variables, app, database, stop: () => stopped ??= running.disposeAsync() };
}

function createHasher(
  { config, clock, random }: StartParts,
  onJob: (times: { queuedMs: number; ranMs: number }) => void,
): PasswordHasher {
  const threads = config.auth.bcryptThreads || navigator.hardwareConcurrency;
  const bcrypt = createBcryptPool({
    threads,
    queueMax: config.auth.bcryptQueuePerThread * threads,
    waitMaxMs: HASH_WAIT_MS_MAX,
    longWaitMaxMs: NATIVE_HASH_WAIT_MS_MAX,
    runMaxMs: HASH_RUN_MS_MAX,
    clock,
    onJob,
  });
  return createPasswordHasher({ bcrypt, cost: config.auth.bcryptCost, random });
}
