/** Starts the server, says where it is, and ends it in order at a signal: one process, or several on the same ports. */
import { systemClock } from "./lib/platform/clock.ts";
import { type Config, loadConfig, systemSources } from "./lib/platform/config/config.ts";
import { type Log, withFields } from "./lib/platform/log/log.ts";
import { setUpLog, writeToStderr } from "./lib/platform/log/setup.ts";
import { systemRandom } from "./lib/platform/random.ts";
import { startWatchdog } from "./lib/platform/watchdog/watchdog.ts";
import type { RunningServer } from "./lib/app/start.ts";
import type { Tracing } from "./lib/platform/tracing/tracing.ts";
import { logStrayFailures } from "./lib/app/stray_failures.ts";
import { openLink, parseWorker, type WorkerLink } from "./lib/workers/link.ts";
import { planWorkers } from "./lib/workers/plan.ts";

/** Of the 10 s after which a supervisor may kill: CONTRACT.md, "Starting". */
const STOP_MS_MAX = 9_000;
/** Of a thread that a game blocks, and that ends nothing by itself. */
const BLOCKED_STOP_MS_MAX = STOP_MS_MAX + 500;

interface Running {
  readonly ports: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function fail(error: unknown): never {
  writeToStderr(`${error instanceof Error ? error.message : String(error)}\n`);
  Deno.exit(1);
}

/** The whole server in this process. */
async function serve(config: Config, log: Log, link: WorkerLink | null): Promise<Running> {
  // What players reach starts no program.
  await Deno.permissions.revoke({ name: "run" });
  const [{ startServer }, { builtInGames }] = await Promise.all([
    import("./lib/app/start.ts"),
    import("./lib/games/mod.ts"),
  ]);
  const tracing = await openTracing();
  const watchdog = startWatchdog({
    clock: systemClock,
    log: config.log,
    fields: worker === null ? {} : { worker },
    endByForce: { signalMs: BLOCKED_STOP_MS_MAX },
  });
  const parts = { config, clock: systemClock, random: systemRandom, log, games: builtInGames, tracing, watchdog };
  if (link === null) return known(await startServer(parts));
  const { sumMetrics } = await import("./lib/platform/metrics/sum.ts");
  const server = await startServer({
    ...parts,
    poolMax: config.database.poolMax ?? 1,
    elsewhereOf: link.placesOf,
    readMetricsOfAll: async () => await sumMetrics(await link.readings()),
  });
  link.ready(server, server.app.readMetrics);
  return known(server);
}

/** From now on stray failures are told with the game module whose they are. */
function known(server: RunningServer): RunningServer {
  tellOwners(server.app.ownerOf);
  return server;
}

/** Where Deno exports spans: https://docs.deno.com/runtime/fundamentals/open_telemetry/ */
async function openTracing(): Promise<Tracing | undefined> {
  if (!/^(?:true|1)$/.test(Deno.env.get("OTEL_DENO") ?? "")) return undefined;
  return (await import("./lib/platform/tracing/open_telemetry.ts")).createTracing();
}

function readArguments(): number | null {
  try {
    return parseWorker(Deno.args);
  } catch (error) {
    fail(error);
  }
}

/** Workers that are the whole server each, while this process serves nobody. */
async function supervise(config: Config, log: Log, count: number): Promise<Running> {
  const { superviseServer } = await import("./lib/app/supervise.ts");
  return await superviseServer({ config, clock: systemClock, log, count, print });
}

const worker = readArguments();
const config = await loadConfig(systemSources()).catch(fail);
const ownLog = setUpLog({ ...config.log, clock: systemClock, write: writeToStderr });
const log = worker === null ? ownLog : withFields(ownLog, { worker });
const tellOwners = logStrayFailures(log);
const { count, because } = planWorkers({
  wanted: config.workers,
  cores: navigator.hardwareConcurrency,
  hasPostgres: config.databaseUrl !== null,
});
if (because !== null) log.warn(because);

let running: Running | null = null;
let isStopping = false;

async function stop(because: object): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  if (running === null) Deno.exit(0);
  log.info("Stopping", because);
  systemClock.after(STOP_MS_MAX, () => Deno.exit(0));
  await running.stop().catch((error) => log.error("Could not stop in order", { error }));
  Deno.exit(0);
}

const link = worker === null ? null : openLink({
  worker,
  clock: systemClock,
  input: Deno.stdin.readable,
  write: (bytes) => void Deno.stdout.writeSync(bytes),
  onEnd: () => void stop({ reason: "the supervisor said so, or is gone" }),
});
// Before the ready line: whoever reads it may end the server at once, and a start is ended as a server is.
for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.addSignalListener(signal, () => void stop({ signal }));
running = await (count > 1 ? supervise(config, log, count) : serve(config, log, link)).catch(fail);
if (link === null) {
  const { http, ...doors } = running.ports;
  const host = config.host === "0.0.0.0" || config.host === "::" ? "localhost" : config.host;
  print(
    `Gatehouse is ready: http://${host}:${http}${
      Object.entries(doors).map(([name, port]) => `, ${name} ${port}`).join("")
    }`,
  );
}
