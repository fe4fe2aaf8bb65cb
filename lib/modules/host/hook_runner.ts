/** Runs a module's code for the core: awaited, within its time, counted, and its failures turned into the core's codes. */
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { AppError } from "../../platform/errors.ts";
import type { ModuleMetrics, ModuleWork } from "./metrics.ts";
import { createHookDatabase, createOwnDatabase } from "../sql/module_database.ts";
import { moduleFailure, timeoutError } from "./module_failure.ts";
import { withinTime } from "../../platform/time_limit.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { noTracing } from "../../platform/tracing/tracing.ts";
import { TimedStatements } from "../sql/timed_statements.ts";
import type { ModuleDatabase } from "../types.ts";

export interface HookRunnerParts extends Pick<Kernel, "database" | "clock" | "log" | "tracing"> {
  readonly metrics: ModuleMetrics;
  /** For each hook, milliseconds. */
  readonly budgetMs: number;
}

/** Whose code it is, and what for. */
export interface ModuleCall {
  readonly module: string;
  readonly work: ModuleWork;
}

/** What a hook in a transaction gets. */
export interface HookScope {
  readonly db: ModuleDatabase;
  /** Work of the core for the hook, in the same transaction: it ends with the hook's time, too. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
}

export interface HookRunner {
  /**
   * In the transaction of a change, which a failure undoes.
   * @throws {AppError} `hook_failed`, `hook_timeout`, `unavailable`
   */
  runIn(unit: UnitOfWork, call: ModuleCall, run: (scope: HookScope) => void | Promise<void>): Promise<void>;
  /**
   * By itself, each statement on its own, such as a message handler.
   * @throws {AppError} `hook_failed`, `hook_timeout`, `unavailable`
   */
  run(call: ModuleCall, run: (db: ModuleDatabase) => void | Promise<void>): Promise<void>;
  /** Once the change is committed: a failure is logged and counted. */
  runAfter(call: ModuleCall, run: () => void | Promise<void>): Promise<void>;
  /** A job, which takes the time it needs. Only counts; throws what it throws. */
  runJob(module: string, run: () => Promise<void>): Promise<void>;
}

export function createHookRunner(parts: HookRunnerParts): HookRunner {
  const { database, clock, log, metrics, budgetMs, tracing = noTracing } = parts;

  /** @param fail is given what the player would be told */
  const timed = (call: ModuleCall, work: () => Promise<void>, fail: (error: AppError) => void) => {
    const { module, work: hook } = call;
    return tracing.span(
      `hook ${module} ${hook}`,
      { notes: { module, hook } },
      (note) =>
        counted(call, work, (error) => {
          note({ code: error.code });
          fail(error);
        }),
    );
  };
  const counted = async (call: ModuleCall, work: () => Promise<void>, fail: (error: AppError) => void) => {
    const startedMs = clock.monotonicMs();
    const late = timeoutError(call.module);
    try {
      await withinTime(clock, budgetMs, work(), () => late);
      metrics.count(call.module, call.work, "succeeded", clock.monotonicMs() - startedMs);
    } catch (cause) {
      const { error, isRefusal } = moduleFailure(call.module, cause);
      const outcome = error.code === "hook_timeout" ? "timed_out" : "failed";
      metrics.count(call.module, call.work, outcome, clock.monotonicMs() - startedMs);
      if (!isRefusal) log.warn("A game module failed", { ...call, code: error.code, error: cause });
      fail(error);
    }
  };
  const rethrow = (error: AppError) => {
    throw error;
  };

  return {
    async runIn(unit, call, run) {
      const statements = new TimedStatements({ engine: unit.engine, db: unit.db, clock, budgetMs });
      const scope = {
        db: createHookDatabase(statements),
        during: <T>(work: () => Promise<T>) => statements.series.run(work),
      };
      try {
        await timed(call, async () => {
          await run(scope);
          // A statement that nobody awaited belongs to the hook all the same.
          await statements.series.settled();
          if (statements.failure !== null) throw statements.failure.error;
        }, rethrow);
      } finally {
        await statements.end("the hook is over");
      }
      await statements.unlimit();
    },

    async run(call, run) {
      let isOver = false;
      const checkOpen = () => {
        if (isOver) throw new Error("Could not run the SQL: the time is up");
      };
      const db = createOwnDatabase({ database, clock, budgetMs, checkOpen });
      try {
        await timed(call, async () => await run(db), rethrow);
      } finally {
        isOver = true;
      }
    },

    async runAfter(call, run) {
      await timed(call, async () => await run(), () => {});
    },

    async runJob(module, run) {
      const startedMs = clock.monotonicMs();
      let outcome: "succeeded" | "failed" = "failed";
      try {
        await run();
        outcome = "succeeded";
      } finally {
        metrics.count(module, "job", outcome, clock.monotonicMs() - startedMs);
      }
    },
  };
}
