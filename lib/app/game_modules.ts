/** The game modules of a server: those that are built in, then those of the configuration. */
import { type LoadedModule, loadModuleSet } from "../modules/loading/module_set.ts";
import type { GameModule } from "../modules/types.ts";
import { ConfigError } from "../platform/config/config.ts";
import type { Kernel } from "../platform/kernel/kernel.ts";
import type { WorkWatch } from "../platform/watchdog/work_watch.ts";

/** @throws {ConfigError} for a module that is none, and for a setting of a game that is not there */
export async function loadModules(
  { config, clock, log }: Kernel,
  { games: builtIn, watch }: { readonly games: readonly GameModule[]; readonly watch: WorkWatch },
): Promise<readonly LoadedModule[]> {
  const { games: sources, gameConfig, ports } = config;
  const loaded = await loadModuleSet({ builtIn, sources, gameConfig, clock, watch });
  verifyDoors(config.accounts.doors, loaded);
  const variables = loaded.flatMap(({ module }) => Object.values(module.ports ?? {}).map(({ variable }) => variable));
  ports.verifyNames(variables);
  for (const { name, meant } of ports.misspelt(variables)) {
    log.warn(`The environment variable ${name} is not known and changes nothing: did you mean ${meant}?`);
  }
  return loaded;
}

/** @throws {ConfigError} for a game that is not there or has no doors of its own: it would be guarded by nothing */
function verifyDoors(doors: Readonly<Record<string, string>>, loaded: readonly LoadedModule[]): void {
  const games = loaded.filter(({ module }) => Object.keys(module.ports ?? {}).length > 0).map(({ module }) =>
    module.id
  );
  const unknown = Object.keys(doors).find((id) => !games.includes(id));
  if (unknown === undefined) return;
  throw new ConfigError(
    `accounts.doors.${unknown} is "required", but there is no such game with doors of its own, allowed: ` +
      games.join(", "),
  );
}
