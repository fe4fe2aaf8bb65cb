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
import { type CodePlace, placeOf } from "../sql/code_place.ts";
import { type OnForgotten, QueryWatch } from "../sql/query_watch.ts";
import type { WatchedTurn, WatchedWork, WorkWatch } from "../../platform/watchdog/work_watch.ts";
import type { ModuleDatabase } from "../types.ts";

/** Places of forgotten queries that are told once each. */
const PLACES_MAX = 1_000;

interface HookRunnerParts extends Pick<Kernel, "database" | "clock" | "log" | "tracing"> {
  readonly metrics: ModuleMetrics;
  /** For each hook, milliseconds. */
  readonly budgetMs: number;
  /** Is told whose code runs. */
  readonly watch: WorkWatch;
}

/** Whose code it is, and what for. */
export interface ModuleCall extends WatchedWork {
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
  runJob(module: string, name: string, run: () => Promise<void>): Promise<void>;
  /** Logs a query that a module forgot to wait for: each place once, each failure always. */
  forgotten(call: Pick<ModuleCall, "module">, query: Parameters<OnForgotten>[0]): void;
}

/** What is called, with the turn that the watchdog knows it by. */
type Work = (turn: WatchedTurn) => Promise<void>;

export function createHookRunner(parts: HookRunnerParts): HookRunner {
  const { database, clock, log, metrics, budgetMs, watch, tracing = noTracing } = parts;
  const placesTold = new Set<string>();

  const forgotten: HookRunner["forgotten"] = (call, { at, ...failed }) => {
    const place = `${call.module} ${at?.text}`;
    if (!("error" in failed)) {
      if (placesTold.has(place) || placesTold.size >= PLACES_MAX) return;
      placesTold.add(place);
      log.warn("A game module did not wait for a query: an await is missing", { ...call, ...placed(at) });
      return;
    }
    log.error("A query failed that a game module did not wait for", { ...call, ...placed(at), ...failed });
  };

  /** @param fail is given what the player would be told */
  const timed = (call: ModuleCall, work: Work, fail: (error: AppError) => void) => {
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
  const counted = async (call: ModuleCall, work: Work, fail: (error: AppError) => void) => {
    const startedMs = clock.monotonicMs();
    const late = timeoutError(call.module);
    const turn = watch.begin(call);
    try {
      await withinTime(clock, budgetMs, work(turn), () => late);
      metrics.count(call.module, call.work, "succeeded", clock.monotonicMs() - startedMs);
    } catch (cause) {
      const { error, isRefusal, isBug } = moduleFailure(call.module, cause);
      const outcome = error.code === "hook_timeout" ? "timed_out" : "failed";
      metrics.count(call.module, call.work, outcome, clock.monotonicMs() - startedMs);
      if (!isRefusal) {
        const data = { ...call, ...placed(placeOf(cause)), code: error.code, error: cause };
        // A bug is logged with its stack.
        log[isBug ? "error" : "warn"]("A game module failed", data);
      }
      fail(error);
    } finally {
      turn.end();
    }
  };
  const rethrow = (error: AppError) => {
    throw error;
  };

  return {
    forgotten,

    async runIn(unit, call, run) {
      const statements = new TimedStatements({ engine: unit.engine, db: unit.db, clock, budgetMs });
      const queries = new QueryWatch((query) => forgotten(call, query));
      try {
        await timed(call, async ({ onTurn }) => {
          const during = <T>(work: () => Promise<T>) => statements.series.run(work);
          await run({ db: createHookDatabase(statements, { queries, onTurn }), during });
          queries.end();
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
      const queries = new QueryWatch((query) => forgotten(call, query));
      try {
        await timed(call, async ({ onTurn }) => {
          await run(createOwnDatabase({ database, clock, budgetMs, checkOpen, watch: { queries, onTurn } }));
        }, rethrow);
      } finally {
        isOver = true;
        queries.end();
      }
    },

    async runAfter(call, run) {
      await timed(call, async () => await run(), () => {});
    },

    async runJob(module, name, run) {
      const startedMs = clock.monotonicMs();
      const turn = watch.begin({ module, work: "job", name });
      let outcome: "succeeded" | "failed" = "failed";
      try {
        await run();
        outcome = "succeeded";
      } finally {
        turn.end();
        metrics.count(module, "job", outcome, clock.monotonicMs() - startedMs);
      }
    },
  };
}

function placed(at: CodePlace | null): object {
  return at === null ? {} : { at: at.text };
}
