/**
 * Which instance runs a job: a row for each in `jobs`, whose `run_at` is when it is due. Whoever moves a due one on has
 * it, and keeps moving it while the job runs, so that no other instance finds it due.
 */
import { type Clock, CLOCK_SKEW_MS_MAX } from "../clock.ts";
import type { Database } from "../database/database.ts";

/** What a crash leaves claimed is free again after this. */
export const LEASE_MS = 30_000;

export interface JobClaims {
  /**
   * A job that is new is due in `everyMs`.
   * @returns the claim and its end, or how long until the job is due; milliseconds
   */
  claim(name: string, everyMs: number): Promise<{ claimed: true; until: number } | { claimed: false; dueInMs: number }>;
  /** @returns the new end of the claim, or null when it was lost to another instance */
  renew(name: string, until: number): Promise<number | null>;
  /** Gives the claim back: the job is due in `everyMs`. */
  release(name: string, until: number, everyMs: number): Promise<void>;
}

export function createJobClaims(database: Database, clock: Pick<Clock, "now">): JobClaims {
  const nowMs = () => clock.now().getTime();
  const move = async (name: string, from: number, to: number): Promise<boolean> => {
    const { numUpdatedRows } = await database.write.updateTable("jobs").set({ run_at: to })
      .where("name", "=", name).where("run_at", "=", from).executeTakeFirst();
    return numUpdatedRows === 1n;
  };
  return {
    async claim(name, everyMs) {
      const row = await database.write.selectFrom("jobs").select("run_at").where("name", "=", name).executeTakeFirst();
      if (row === undefined) {
        await database.write.insertInto("jobs").values({ name, run_at: nowMs() + everyMs })
          .onConflict((conflict) => conflict.doNothing()).execute();
        return { claimed: false, dueInMs: everyMs };
      }
      const { run_at } = row;
      const dueInMs = run_at - nowMs();
      // Due later than its last run can have meant: the clock has gone back since, and the job does not wait for it.
      const isOfAnotherClock = dueInMs > Math.max(everyMs, LEASE_MS) + CLOCK_SKEW_MS_MAX;
      if (dueInMs > 0 && !isOfAnotherClock) return { claimed: false, dueInMs };
      const until = nowMs() + LEASE_MS;
      return await move(name, run_at, until) ? { claimed: true, until } : { claimed: false, dueInMs: LEASE_MS };
    },
    async renew(name, until) {
      const next = nowMs() + LEASE_MS;
      return await move(name, until, next) ? next : null;
    },
    async release(name, until, everyMs) {
      await move(name, until, nowMs() + everyMs);
    },
  };
}
