/** A job of the core: by its name, each so often. */
import type { Job } from "../../platform/jobs/jobs.ts";

const MINUTE_MS = 60_000;
/** In one run; what is left waits for the next. */
const BATCHES_MAX = 100;

export function coreJob(name: string, everyMs: number, run: Job["run"]): Job {
  return { owner: "core", name, everyMs, run };
}

/** @param runBatch resolves with whether there is more */
export function cleanUp(name: string, runBatch: () => Promise<boolean>): Job {
  return coreJob(name, MINUTE_MS, async (signal) => {
    for (let batch = 0; batch < BATCHES_MAX && !signal.aborted; batch++) {
      if (!await runBatch()) return;
    }
  });
}
