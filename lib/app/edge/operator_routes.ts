/** What operators call, in the console or in scripts. */
import { createAdminRoutes } from "../../../routes/admin/mod.ts";
import type { Mounted } from "../../../routes/mod.ts";
import type { InitializedModules, ModuleHost } from "../../modules/host/host.ts";
import { describeConfig } from "../../platform/config/description.ts";
import { readingAside } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Domain } from "../services/domain.ts";

export interface OperatorRoutesParts {
  readonly host: Pick<ModuleHost, "metrics">;
  readonly modules: Pick<InitializedModules, "overview">;
  readonly domain: Domain;
}

export function createOperatorRoutes(
  kernel: Kernel,
  { host, modules, domain }: OperatorRoutesParts,
): readonly Mounted[] {
  const { config, database, clock } = kernel;
  let configInForce: ReturnType<typeof describeConfig> | null = null;
  const routes = createAdminRoutes({
    adminToken: config.adminToken?.reveal() ?? null,
    database: readingAside(database),
    clock,
    describeConfig: () => configInForce ??= describeConfig(config),
    async describeModules() {
      const [brought, calls] = [await modules.overview(), host.metrics()];
      return brought.map((module) => ({
        ...module,
        calls: calls.filter((count) => count.module === module.id).map(({ module: _, ...count }) => count),
      }));
    },
    accountActs: domain.accountActs,
    accountDeletion: domain.accountDeletion,
    accountLogins: domain.accountLogins,
    accountRecords: domain.accountRecords,
    adminAttempts: domain.adminAttempts,
    audit: domain.audit,
    authority: domain.authority,
    backups: domain.backups,
    bans: domain.bans,
    countHits: domain.countHits,
    diagnose: domain.diagnose,
    idempotentAnswers: domain.idempotentAnswers,
    invites: domain.invites,
    jobRuns: domain.jobRuns,
    keyRotation: domain.keyRotation,
    mailRecords: domain.mailRecords,
    notes: domain.notes,
    operatorRecovery: domain.operatorRecovery,
    overview: domain.overview,
    readWaysIn: domain.readWaysIn,
    relatedAccounts: domain.relatedAccounts,
    roles: domain.roles,
    series: domain.series,
    servers: domain.servers,
    serverSetup: domain.serverSetup,
    sessions: domain.sessions,
    tokenRevocation: domain.tokenRevocation,
    suspensions: domain.suspensions,
    suspendWithAddresses: domain.suspendWithAddresses,
    trail: domain.trail,
    trailLive: domain.trailLive,
    webhooks: domain.webhooks,
  });
  return [{ path: "/admin/api", routes }];
}
