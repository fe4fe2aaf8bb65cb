/**
 * Logins whose password was right and whose second factor is awaited. The code decides them; of one whose challenge ran
 * out there is a row then. They are remembered by the instance that asked, and those of one that stops are counted as lost.
 */
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Attempt } from "./attempt.ts";

/** At once: some hundred bytes each. */
const AWAITED_MAX = 10_000;
/** For an answer that came in time and is being written. */
const MARGIN_MS = 1_000;

export interface AwaitedFactors {
  /** Never waits, never throws. */
  add(challenge: string, attempt: Pick<Attempt, "origin" | "name" | "accountId">, expiresAt: Date): void;
  close(): void;
}

export interface AwaitedFactorsParts extends Pick<Kernel, "clock" | "log"> {
  readonly record: (attempt: Attempt) => void;
  readonly onLost: (count: number) => void;
  /** Whether the challenge ran out, and nobody used it up. */
  readonly isLeft: (challenge: string) => Promise<boolean>;
}

export function createAwaitedFactors(parts: AwaitedFactorsParts): AwaitedFactors {
  const { clock, log, record, onLost, isLeft } = parts;
  const waiting = new Set<() => void>();

  const decide = async (challenge: string, attempt: Pick<Attempt, "origin" | "name" | "accountId">) => {
    try {
      if (await isLeft(challenge)) record({ ...attempt, ...DIED });
    } catch (error) {
      log.warn("Could not look what became of a second factor", { error });
      onLost(1);
    }
  };
  return {
    add(challenge, attempt, expiresAt) {
      if (waiting.size >= AWAITED_MAX) return onLost(1);
      const delayMs = Math.max(0, expiresAt.getTime() - clock.now().getTime()) + MARGIN_MS;
      const cancel = clock.after(delayMs, () => {
        waiting.delete(cancel);
        void decide(challenge, attempt);
      });
      waiting.add(cancel);
    },
    close() {
      if (waiting.size > 0) onLost(waiting.size);
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}

/** What is written of a login whose challenge died. */
export const DIED = { result: "refused", rule: "second.factor", code: "second_factor_required" } as const;
