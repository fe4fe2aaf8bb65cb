/** The process that serves nobody itself: it shares out cores and connections among workers, and sees to them. */
import type { Kernel } from "../platform/kernel/kernel.ts";
import { workerVariables } from "../workers/plan.ts";
import { checkMayStartWorkers, spawnWorker } from "../workers/spawn.ts";
import { startSupervisor } from "../workers/supervisor.ts";
import { choosePool } from "./pool.ts";

/** Of the 9 s that a stop may take. */
const STOP_MS = 8_500;

/** @throws {Error} in one sentence why the workers cannot start; then none runs */
export async function superviseServer(
  { config, clock, log, count, print }: Pick<Kernel, "config" | "clock" | "log"> & {
    readonly count: number;
    readonly print: (line: string) => void;
  },
) {
  await checkMayStartWorkers();
  const poolMax = await choosePool({ config, clock, log }, count);
  const { auth: { bcryptThreads } } = config;
  const supervisor = await startSupervisor({
    count,
    clock,
    log,
    print,
    spawn: (worker, ports) =>
      spawnWorker(
        worker,
        workerVariables({ count, cores: navigator.hardwareConcurrency, bcryptThreads, poolMax, ports }),
      ),
  });
  log.info("Workers serve", { workers: count, pids: supervisor.pids() });
  return { ports: supervisor.ports, stop: () => supervisor.stop(STOP_MS) };
}
