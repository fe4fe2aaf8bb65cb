/** When each job ran last, on whichever instance, and what it said when it failed. */
import type { Job } from "../../platform/jobs/jobs.ts";
import { isoTime, isoTimeOrNull } from "../../platform/iso_time.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

const ERROR_CHARACTERS_MAX = 300;

export interface JobRecord {
  /** Owner and name. */
  readonly name: string;
  readonly dueAt: string | null;
  readonly lastRun: string | null;
  readonly result: "succeeded" | "failed" | null;
  readonly error: string | null;
  readonly failedAt: string | null;
  readonly runs: number;
  readonly failures: number;
}

export interface JobRuns {
  /** Never rejects. */
  note(job: Pick<Job, "owner" | "name">, result: "succeeded" | "failed", error?: unknown): Promise<void>;
  list(): Promise<readonly JobRecord[]>;
}

export function createJobRuns({ database, clock, log }: Pick<Kernel, "database" | "clock" | "log">): JobRuns {
  return {
    async note({ owner, name: job }, result, error) {
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
