/** How often each module's code was called, how often it failed, and how long it took. */
import type { AccountHookKind, HookKind } from "./registry.ts";

export type ModuleWork =
  | HookKind
  | AccountHookKind
  | "seat"
  | "message"
  | "job"
  | "import"
  | "derive"
  | "verify";

type ModuleOutcome = "succeeded" | "failed" | "timed_out";

interface ModuleCount {
  readonly module: string;
  readonly work: ModuleWork;
  readonly calls: number;
  /** Of the calls, those that failed or took too long. */
  readonly failures: number;
  /** Of the failures, those that took too long. */
  readonly timeouts: number;
  readonly totalMs: number;
}

export type ModuleMetrics = ReturnType<typeof createModuleMetrics>;

export function createModuleMetrics() {
  const counts = new Map<string, ModuleCount>();
  return {
    count(module: string, work: ModuleWork, outcome: ModuleOutcome, durationMs: number): void {
      const key = `${module} ${work}`;
      const before = counts.get(key) ?? { module, work, calls: 0, failures: 0, timeouts: 0, totalMs: 0 };
      counts.set(key, {
        ...before,
        calls: before.calls + 1,
        failures: before.failures + (outcome === "succeeded" ? 0 : 1),
        timeouts: before.timeouts + (outcome === "timed_out" ? 1 : 0),
        totalMs: before.totalMs + durationMs,
      });
    },
    /** One entry for each module and kind of work seen so far. */
    list: (): readonly ModuleCount[] => [...counts.values()],
  };
}
