/** The process that serves nobody itself: it shares out cores and connections among workers, and sees to them. */
import type { Kernel } from "../platform/kernel/kernel.ts";
import { shareTotals, workerVariables } from "../workers/plan.ts";
import { checkMayStartWorkers, spawnWorker } from "../workers/spawn.ts";
import { startSupervisor } from "../workers/supervisor.ts";
import { choosePool } from "./pool.ts";

/** Of the 9 s that a stop may take. */
const STOP_MS = 8_500;

/** A worker takes no smaller number as its `http.connectionsMax`. */
const HTTP_LEAST = 10;

/** @throws {Error} in one sentence why the workers cannot start; then none runs */
export async function superviseServer(
  { config, clock, log, count, print }: Pick<Kernel, "config" | "clock" | "log"> & {
    readonly count: number;
    readonly print: (line: string) => void;
  },
) {
  await checkMayStartWorkers();
  const poolMax = await choosePool({ config, clock, log }, count);
  const { auth: { bcryptThreads }, http, lines, websocket } = config;
  const totals = shareTotals({
    HTTP_CONNECTIONS_MAX: Math.max(http.connectionsMax, HTTP_LEAST * count),
    LINES_CONNECTIONS_MAX: lines.connectionsMax,
    LINES_UNAUTHENTICATED_MAX: lines.unauthenticatedMax,
    WEBSOCKET_CONNECTIONS_MAX: websocket.connectionsMax,
    WEBSOCKET_UNAUTHENTICATED_MAX: websocket.unauthenticatedMax,
  }, count);
  const supervisor = await startSupervisor({
    count,
    clock,
    log,
    print,
    spawn: (worker, ports) =>
      spawnWorker(
        worker,
        workerVariables({ count, cores: navigator.hardwareConcurrency, bcryptThreads, poolMax, totals, ports }),
      ),
  });
  log.info("Workers serve", { workers: count, pids: supervisor.pids(), each: totals });
  return { ports: supervisor.ports, stop: () => supervisor.stop(STOP_MS) };
}
