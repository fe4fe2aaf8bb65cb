/**
 * Logins whose password was right and whose second factor is awaited. The code decides them; of one whose challenge ran
 * out there is a row then. They lie with their challenges, so whichever instance is there writes that row, once.
 */
import type { UnitOfWork } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { createWakeful, type Wakeful } from "../../platform/wakeful.ts";
import type { Attempt } from "./attempt.ts";

const LOOK_EVERY_MS = 1_000;
const BATCH = 100;

type AwaitedAttempt = Pick<Attempt, "origin" | "name" | "accountId">;

export interface AwaitedFactors extends Pick<Wakeful, "start"> {
  close(): Promise<void>;
}

interface AwaitedFactorsParts extends Pick<Kernel, "database" | "clock" | "log"> {
  /** Whether challenges are there that ran out. */
  readonly isAnyLeft: () => Promise<boolean>;
  /** Takes them away. @returns at most `count` of them */
  readonly takeLeft: (unit: UnitOfWork, count: number) => Promise<readonly AwaitedAttempt[]>;
  readonly write: (unit: UnitOfWork, attempts: readonly Attempt[]) => Promise<void>;
}

export function createAwaitedFactors(parts: AwaitedFactorsParts): AwaitedFactors {
  const { database, clock, log, isAnyLeft, takeLeft, write } = parts;
  const writeSome = () =>
    database.transaction(async (unit) => {
      const left = await takeLeft(unit, BATCH);
      await write(unit, left.map((attempt) => ({ ...attempt, ...DIED })));
      return left.length;
    });
  const wakeful = createWakeful({
    clock,
    everyMs: LOOK_EVERY_MS,
    onError: (error) => log.warn("Could not look what became of second factors", { error }),
    async run(signal) {
      if (!await isAnyLeft()) return;
      while (!signal.aborted && await writeSome() === BATCH);
    },
  });
  return { start: wakeful.start, close: wakeful.stop };
}

/** What is written of a login whose challenge died. */
export const DIED = { result: "refused", rule: "second.factor", code: "second_factor_required" } as const;
