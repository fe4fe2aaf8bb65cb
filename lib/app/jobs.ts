/** What is done by the clock: the jobs of the core and of the game modules. */
import type { InitializedModules } from "../modules/host/host.ts";
import { createJobs, type Jobs } from "../platform/jobs/jobs.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";
import { openAuditArchive } from "./audit_archive.ts";
import { backupPlace } from "./services/backups.ts";
import { createCoreJobs } from "./services/core_jobs.ts";
import type { Domain } from "./services/domain.ts";

interface ServerJobsParts {
  readonly domain: Domain;
  readonly modules: Pick<InitializedModules, "jobs">;
}

/** None runs before they are started. */
export function createServerJobs(kernel: Kernel, { domain, modules }: ServerJobsParts): Jobs {
  const { config, database, clock, log, metrics } = kernel;
  const coreJobs = createCoreJobs({
    database,
    clock,
    keyRotation: domain.keyRotation,
    backups: domain.backups,
    auditArchive: openAuditArchive(kernel, domain.audit),
    trailDays: config.accounts.trailDays,
    backupEveryHours: backupPlace(config) === null ? 0 : config.backups.everyHours,
  });
  return createJobs({
    jobs: [...coreJobs, ...domain.deletionJobs, ...domain.webhookRoom.jobs, ...modules.jobs],
    database,
    clock,
    log,
    onRun(job, result, error) {
      metrics.jobRun(job, result);
      void domain.jobRuns.note(job, result, error);
    },
  });
}
