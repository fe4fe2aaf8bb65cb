/** Runs the jobs of the core and of the modules: each every so often, on one instance at a time, never twice at once. */
import { type Claim, type ClaimedJob, createJobClaims, type JobClaims, LEASE_MS } from "./job_claims.ts";
import { withinTime } from "../time_limit.ts";
import type { Kernel } from "../kernel/kernel.ts";

/** How long a job may take to notice that the server stops. */
const STOP_LIMIT_MS = 5_000;
const RENEW_EVERY_MS = LEASE_MS / 3;
/** After the database could not be asked. */
const RETRY_MS = 5_000;

export interface Job {
  /** `core`, or the id of a module. */
  readonly owner: string;
  /** One job of an owner has it. */
  readonly name: string;
  /** Milliseconds from the end of a run to the next. */
  readonly everyMs: number;
  /** Ends soon after the signal. What it throws is logged and counted, and keeps it from nothing. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

interface JobsParts extends Pick<Kernel, "database" | "clock" | "log"> {
  readonly jobs: readonly Job[];
  /** Told of each run, and of what a failed one threw. */
  readonly onRun: (job: Job, result: "succeeded" | "failed", error?: unknown) => void;
}

export type Jobs = ReturnType<typeof createJobs>;

export function createJobs(parts: JobsParts) {
  const claims = createJobClaims(parts.database, parts.clock);
  const schedules = parts.jobs.map((job) => new JobSchedule(parts, claims, job));
  return {
    start(): void {
      const claimed = claims.claim(schedules.map(({ claimedJob }) => claimedJob));
      schedules.forEach((schedule) => schedule.start(claimed));
    },
    /** Aborts what runs, the last registered first, and waits for it, at most 5 s. */
    async stop(): Promise<void> {
      const ends = schedules.toReversed().map((schedule) => schedule.stop());
      const late = () => new Error("Could not stop the jobs: they go on after their signal");
      await withinTime(parts.clock, STOP_LIMIT_MS, Promise.all(ends), late)
        .catch((error) => parts.log.warn("Jobs did not end with the server", { error }));
    },
  };
}

class JobSchedule {
  readonly claimedJob: ClaimedJob;
  readonly #parts: JobsParts;
  readonly #claims: JobClaims;
  readonly #job: Job;
  readonly #stopping = new AbortController();
  #cancelTimer = () => {};
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: JobsParts, claims: JobClaims, job: Job) {
    this.#parts = parts;
    this.#claims = claims;
    this.#job = job;
    this.claimedJob = { name: `${job.owner}.${job.name}`, everyMs: job.everyMs };
  }

  /** @param claimed what came of asking for every job at once */
  start(claimed: Promise<ReadonlyMap<string, Claim>>): void {
    this.#turn = this.#takeTurn(claimed);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelTimer();
    await this.#turn;
  }

  /** Never rejects. */
  async #takeTurn(claimed: Promise<ReadonlyMap<string, Claim>>): Promise<void> {
    const waitMs = await this.#runIfDue(claimed).catch((error) => {
      this.#parts.log.warn("Could not look after a job", { module: this.#job.owner, job: this.#job.name, error });
      return RETRY_MS;
    });
    if (this.#stopping.signal.aborted) return;
    this.#cancelTimer = this.#parts.clock.after(waitMs, () => {
      this.#turn = this.#takeTurn(this.#claims.claim([this.claimedJob]));
    });
  }

  /** @returns the time until the next turn, milliseconds */
  async #runIfDue(claimed: Promise<ReadonlyMap<string, Claim>>): Promise<number> {
    const { name, everyMs } = this.claimedJob;
    const claim = (await claimed).get(name);
    if (claim?.claimed !== true) return Math.min(claim?.dueInMs ?? everyMs, everyMs);
    if (this.#stopping.signal.aborted) {
      await this.#claims.release(name, claim.until, 0); // for another instance
      return everyMs;
    }
    const end = await this.#runWhileClaimed(claim.until);
    await this.#claims.release(name, end, everyMs);
    return everyMs;
  }

  /** @returns the end of the claim as it stands after the run */
  async #runWhileClaimed(until: number): Promise<number> {
    const { clock } = this.#parts;
    const lost = new AbortController();
    let end = until;
    let cancelRenewal = () => {};
    let renewal: Promise<void> = Promise.resolve();
    const renewLater = () => {
      cancelRenewal = clock.after(RENEW_EVERY_MS, () => {
        renewal = this.#claims.renew(this.claimedJob.name, end).then((next) => {
          if (next === null) return lost.abort(); // another instance took it for dead
          end = next;
          renewLater();
        }, renewLater);
      });
    };
    renewLater();
    try {
      await this.#run(AbortSignal.any([this.#stopping.signal, lost.signal]));
    } finally {
      await renewal;
      cancelRenewal();
    }
    return end;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { onRun, log } = this.#parts;
    try {
      await this.#job.run(signal);
      onRun(this.#job, "succeeded");
    } catch (error) {
      onRun(this.#job, "failed", error);
      log.warn("A job failed", { module: this.#job.owner, job: this.#job.name, error });
    }
  }
}
