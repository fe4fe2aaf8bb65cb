/** When each job ran last, on whichever instance, and what it said when it failed. */
import type { Job } from "../../platform/jobs/jobs.ts";
import { isoTime, isoTimeOrNull } from "../../platform/iso_time.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

const ERROR_CHARACTERS_MAX = 300;

export type JobRuns = ReturnType<typeof createJobRuns>;

export function createJobRuns({ database, clock, log }: Pick<Kernel, "database" | "clock" | "log">) {
  return {
    /** Never rejects. */
    async note({ owner, name: job }: Pick<Job, "owner" | "name">, result: "succeeded" | "failed", error?: unknown) {
      const now = clock.now().getTime();
      const isFailure = result === "failed";
      const words = error instanceof Error ? error.message : String(error ?? "");
      const failure = isFailure ? { error: words.slice(0, ERROR_CHARACTERS_MAX), failed_at: now } : {};
      const name = `${owner}.${job}`;
      await database.write.insertInto("job_runs").values({
        name,
        ended_at: now,
        result,
        error: null,
        failed_at: null,
        ...failure,
        runs: 1,
        failures: isFailure ? 1 : 0,
      }).onConflict((conflict) =>
        conflict.column("name").doUpdateSet((eb) => ({
          ended_at: now,
          result,
          ...failure,
          runs: eb("job_runs.runs", "+", 1),
          failures: eb("job_runs.failures", "+", isFailure ? 1 : 0),
        }))
      ).execute().catch((cause) => log.debug("Could not note the run of a job", { name, error: cause }));
    },

    async list() {
      const [due, ran] = await Promise.all([
        database.read.selectFrom("jobs").selectAll().orderBy("name").execute(),
        database.read.selectFrom("job_runs").selectAll().execute(),
      ]);
      return due.map(({ name, run_at }) => {
        const run = ran.find((row) => row.name === name);
        return {
          /** Owner and name. */
          name,
          dueAt: isoTime(run_at),
          lastRun: isoTimeOrNull(run?.ended_at ?? null),
          result: run?.result ?? null,
          error: run?.error ?? null,
          failedAt: isoTimeOrNull(run?.failed_at ?? null),
          runs: run?.runs ?? 0,
          failures: run?.failures ?? 0,
        };
      });
    },
  };
}
