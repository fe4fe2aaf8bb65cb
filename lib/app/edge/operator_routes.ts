/** What operators call, in the console or in scripts. */
import { createAdminRoutes } from "../../../routes/admin/mod.ts";
import type { Mounted } from "../../../routes/mod.ts";
import type { InitializedModules, ModuleHost } from "../../modules/host/host.ts";
import { describeConfig } from "../../platform/config/description.ts";
import { readingAside } from "../../platform/database/database.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Domain } from "../services/domain.ts";

interface OperatorRoutesParts {
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
  const routes = createAdminRoutes({ database: readingAside(database), clock }, domain, {
    adminToken: config.adminToken?.reveal() ?? null,
    describeConfig: () => configInForce ??= describeConfig(config),
    async describeModules() {
      const [brought, calls] = [await modules.overview(), host.metrics()];
      return brought.map((module) => ({
        ...module,
        calls: calls.filter((count) => count.module === module.id).map(({ module: _, ...count }) => count),
      }));
    },
  });
  return [{ path: "/admin/api", routes }];
}
