/** Ends sessions of native lines, which are over whether the database can be told now or not: what fails is tried again. */
import type { Database } from "../../platform/database/database.ts";
import type { NativeEndReason } from "../../platform/database/events.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Revocation } from "../revocation/revocation.ts";

const RETRY_MS = 5_000;
/** Above so many that wait, the others are left to the clean-up, which ends idle sessions after a day. */
const WAITING_MAX = 20_000;

export type EndReason = NativeEndReason | "logged_out" | "banned";

export type SessionEndings = ReturnType<typeof createSessionEndings>;

interface SessionEndingsParts extends Pick<Kernel, "clock" | "log"> {
  readonly database: Pick<Database, "transaction">;
  readonly revocation: Pick<Revocation, "endSession">;
}

export function createSessionEndings({ database, clock, log, revocation }: SessionEndingsParts) {
  const waiting = new Map<string, EndReason>();
  let cancelRetry: (() => void) | null = null;
  let isClosed = false;

  const write = (sessionId: string, reason: EndReason) =>
    database.transaction(async (unit) => {
      await revocation.endSession(unit, sessionId, reason);
    });
  /** One failure is enough: the others would wait for the same database. */
  const retry = async () => {
    try {
      for (const [sessionId, reason] of waiting) {
        await write(sessionId, reason);
        waiting.delete(sessionId);
      }
    } catch (error) {
      log.warn("Could not end the sessions of lines that are gone", { waiting: waiting.size, error });
    }
  };
  const retryLater = () => {
    if (isClosed) return;
    cancelRetry ??= clock.after(RETRY_MS, async () => {
      await retry();
      cancelRetry = null;
      if (waiting.size > 0) retryLater();
    });
  };

  return {
    /** Resolves once it is written, or waits to be. Never rejects. Does nothing to a session that ended otherwise. */
    async end(sessionId: string, reason: EndReason): Promise<void> {
      try {
        await write(sessionId, reason);
      } catch (error) {
        log.warn("Could not end the session of a line that is gone: it is tried again", { error });
        if (waiting.size < WAITING_MAX) waiting.set(sessionId, reason);
        retryLater();
      }
    },
    /** Tries what waits once more, and then no more. */
    async close(): Promise<void> {
      isClosed = true;
      cancelRetry?.();
      if (waiting.size > 0) await retry();
    },
  };
}
