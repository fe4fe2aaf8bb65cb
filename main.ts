/** Starts the server, says where it is, and ends it in order at a signal. */
import { systemClock } from "./lib/platform/clock.ts";
import { loadConfig, systemSources } from "./lib/platform/config/config.ts";
import { builtInGames } from "./lib/games/mod.ts";
import { setUpLog, writeToStderr } from "./lib/platform/log/setup.ts";
import { systemRandom } from "./lib/platform/random.ts";
import { startServer } from "./lib/app/start.ts";
import { logStrayFailures } from "./lib/app/stray_failures.ts";

/** Of the 10 s after which a supervisor may kill: CONTRACT.md, "Starting". */
const STOP_MS_MAX = 9_000;

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function fail(error: unknown): never {
  writeToStderr(`${error instanceof Error ? error.message : String(error)}\n`);
  Deno.exit(1);
}

const config = await loadConfig(systemSources()).catch(fail);
const log = setUpLog({ ...config.log, clock: systemClock, write: writeToStderr });
logStrayFailures(log);
const server = await startServer({ config, clock: systemClock, random: systemRandom, log, games: builtInGames })
  .catch(fail);
const { http, ...doors } = server.ports;
const host = config.host === "0.0.0.0" || config.host === "::" ? "localhost" : config.host;
print(
  `Gatehouse is ready: http://${host}:${http}${
    Object.entries(doors).map(([name, port]) => `, ${name} ${port}`).join("")
  }`,
);

let isStopping = false;

async function stop(signal: Deno.Signal): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  log.info("Stopping", { signal });
  systemClock.after(STOP_MS_MAX, () => Deno.exit(0));
  await server.stop().catch((error) => log.error("Could not stop in order", { error }));
  Deno.exit(0);
}
for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.addSignalListener(signal, () => void stop(signal));
