/**
 * `deno task check-games [paths]`: loads, configures, migrates and initializes the game modules as the start does, in a
 * database in memory and without opening a door, and lists what each brings. Without paths: those of the configuration.
 */
import { loadConfig, systemSources } from "../lib/platform/config/config.ts";
import type { ModuleOverview } from "../lib/modules/host/overview.ts";
import { fail, succeed } from "./support/end.ts";
import { overviewOf, watchGames } from "./support/game_check.ts";

/** What a game has for its import and to initialize, where it does not block the thread. */
const BLOCKED_MS_MAX = 10_000;

/** A paragraph for each module; what it has none of is left out. */
function formatOverview(modules: readonly ModuleOverview[]): string {
  return modules.map(({ id, name, source, ports, messages, ...lists }) => {
    const rows = {
      ports: ports.map((port) => `${port.name} ${port.port} (${port.variable})`),
      tables: lists.tables,
      messages: messages.map(({ type, cost, isChecked }) =>
        `${type}${cost === 1 ? "" : ` (cost ${cost})`}${isChecked ? "" : " (unchecked)"}`
      ),
      hooks: lists.hooks,
      routes: lists.routes,
      jobs: lists.jobs,
      credentials: lists.credentials,
    };
    const lines = Object.entries(rows).filter(([, values]) => values.length > 0)
      .map(([what, values]) => `  ${what.padEnd(11)} ${[...new Set(values)].join(", ")}`);
    return [`${id} — ${name} — ${source}`, ...lines].join("\n");
  }).join("\n\n");
}

const config = await loadConfig(systemSources()).catch(fail);
const games = Deno.args.length > 0 ? Deno.args : config.games;
const watch = watchGames({ blockedMs: BLOCKED_MS_MAX });
succeed(formatOverview(await overviewOf({ ...config, games }, watch).catch(fail)));
