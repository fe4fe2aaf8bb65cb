/** The core's own jobs: what ran out is deleted, a batch at a time, on one instance at a time. */
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/database.ts";
import { deleteExpiredSeenTickets } from "../domain/identities/seen_tickets.ts";
import { deleteFinishedCounters } from "../domain/limits/counters.ts";
import type { Job } from "../platform/jobs/jobs.ts";
import { cleanUpSessions } from "../domain/sessions/cleanup.ts";
import { deleteExpiredGameTokens } from "../domain/tokens/game_token_cleanup.ts";
import { deleteExpiredTickets } from "../domain/tokens/tickets.ts";

const EVERY_MS = 60_000;
/** In one run; what is left waits for the next. */
const BATCHES_MAX = 100;

/** Looks every hour whether the signing key is old. */
export function createKeyJob(keyRotation: { rotateOld(): Promise<boolean> }): Job {
  return {
    owner: "core",
    name: "signing_keys",
    everyMs: 60 * EVERY_MS,
    run: async () => void await keyRotation.rotateOld(),
  };
}

export function createCleanupJobs(database: Database, clock: Clock): readonly Job[] {
  const job = (name: string, runBatch: () => Promise<boolean>): Job => ({
    owner: "core",
    name,
    everyMs: EVERY_MS,
    async run(signal) {
      for (let batch = 0; batch < BATCHES_MAX && !signal.aborted; batch++) {
        if (!await runBatch()) return;
      }
    },
  });
  return [
    job("sessions", () => cleanUpSessions(database, clock)),
    job("game_tokens", () => deleteExpiredGameTokens(database, clock.now())),
    job("tickets", () => deleteExpiredTickets(database, clock.now())),
    job("seen_tickets", () => deleteExpiredSeenTickets(database, clock.now())),
    job("limit_counters", async () => {
      await deleteFinishedCounters(database.write, clock.now());
      return false;
    }),
  ];
}
