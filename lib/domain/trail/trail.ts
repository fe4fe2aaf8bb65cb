/**
 * The login trail: one row for each attempt that a door decided. It is written behind the decision, in batches, and never
 * in a player's way: nobody waits for it, its queue is bounded, and what does not fit is counted.
 */
import type { UnitOfWork } from "../../platform/database/database.ts";
import { AppError } from "../../platform/errors.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { type Attempt, type AttemptOrigin, verdictOf } from "./attempt.ts";
import { noTracing } from "../../platform/tracing/tracing.ts";
import { createLineScopes, type LineScope } from "./line_scope.ts";
import { createRefusedLines } from "./refused_lines.ts";
import { createRows, type TrailRow } from "./rows.ts";
import { createTrailWriter } from "./writer.ts";

interface TrailParts extends Pick<Kernel, "database" | "clock" | "log" | "random" | "tracing"> {
  /** Whether a text may be a username or an e-mail: what is neither may be a password in the wrong field. */
  readonly isName: (text: string) => boolean;
  /** What a door sends for a code, or where nothing stood in the way; null where its module alone knows. */
  readonly wireOf?: (door: string, code: string | null) => string | null;
  /** Counts rows that were not kept. */
  readonly onLost?: (count: number) => void;
}

interface Typed {
  readonly origin: AttemptOrigin;
  readonly name?: string | undefined;
}

export interface Trail {
  /** Takes an attempt that is decided. Never waits, never throws. */
  record(attempt: Attempt): void;
  /**
   * Runs a login and records how it ended; what it throws goes on.
   * @param attempt `name` is what was typed
   */
  decide<T extends { readonly account: { readonly id: number } }>(attempt: Typed, run: () => Promise<T>): Promise<T>;
  /** Runs a registration: one that is turned away leaves a row as a login does, one that is not was no attempt to log in. */
  decideNewcomer<T>(attempt: Typed, run: () => Promise<T>): Promise<T>;
  /** Records what an error decides; nothing for an error that decides nothing. */
  refuse(attempt: Pick<Attempt, "origin" | "name" | "accountId" | "durationMs" | "wire">, error: unknown): void;
  /** A line that is turned away before a word: one row a minute for a door, an address and a rule. */
  refusedLine(origin: AttemptOrigin & { readonly game?: string | null }, rule: string, code: string): void;
  /** For one line of a native door: gathers what the core and its module say of an attempt. */
  openLine(line: { readonly door: string; readonly game: string; readonly address: string }): LineScope;
  /** Writes attempts in the transaction of what decided them: they come with it, or not at all. */
  writeIn(unit: UnitOfWork, attempts: readonly Attempt[]): Promise<void>;
  /** Writes the attempts that wait: for who is about to read them. What cannot be written stays waiting. */
  writeNow(): Promise<void>;
  /** Writes what waits. For the end, and for tests. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export function createTrail(parts: TrailParts): Trail {
  const { database, clock, log, random, isName, wireOf = () => null, onLost = () => {}, tracing = noTracing } = parts;
  const writer = createTrailWriter({ database, clock, log, onLost });
  const rows = createRows({ clock, isName, wireOf, instance: random.uuid().slice(0, 8) });
  const refusedLines = createRefusedLines({ clock, onLost, write: writer.take, rows });
  const scopes = createLineScopes({ rows, take: writer.take, tracing });

  const record: Trail["record"] = (attempt) => {
    const row: TrailRow = rows.of(attempt);
    if (!scopes.hold(row)) writer.take(row);
  };
  const refuse: Trail["refuse"] = (attempt, error) => {
    const verdict = verdictOf(error instanceof AppError ? error : new AppError("internal", "Not decided"));
    if (verdict !== null && !awaitsSecondFactor(error)) record({ ...attempt, ...verdict });
  };

  const timed = async <T>(attempt: Typed, run: () => Promise<T>) => {
    const startedMs = clock.monotonicMs();
    const took = () => Math.round(clock.monotonicMs() - startedMs);
    try {
      return { result: await run(), durationMs: took() };
    } catch (error) {
      refuse({ ...attempt, durationMs: took() }, error);
      throw error;
    }
  };

  return {
    record,
    refuse,
    async decide(attempt, run) {
      const { result, durationMs } = await timed(attempt, run);
      record({ ...attempt, accountId: result.account.id, result: "succeeded", durationMs });
      return result;
    },
    decideNewcomer: async (attempt, run) => (await timed(attempt, run)).result,
    refusedLine: refusedLines.count,
    openLine: scopes.open,
    async writeIn(unit, attempts) {
      if (attempts.length > 0) await unit.db.insertInto("login_trail").values(attempts.map(rows.of)).execute();
    },
    writeNow: writer.flush,
    async flush() {
      refusedLines.flush();
      await writer.flush();
    },
    async close() {
      refusedLines.flush();
      await writer.close();
    },
  };
}

/** The password was right and its challenge is out: the code decides. */
function awaitsSecondFactor(error: unknown): boolean {
  return error instanceof AppError && error.code === "second_factor_required" && error.details.challenge !== undefined;
}
