/**
 * `deno task check-games [paths]`: loads, configures, migrates and initializes the game modules as the start does, in a
 * database in memory and without opening a door, and lists what each brings. Without paths: those of the configuration.
 */
import { loadConfig, systemSources } from "../lib/platform/config/config.ts";
import type { ModuleOverview } from "../lib/modules/host/overview.ts";
import { overviewOf } from "./support/game_check.ts";

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

/** Timers that a module left behind end with the process. */
function end(code: 0 | 1, text: string): never {
  const stream = code === 0 ? Deno.stdout : Deno.stderr;
  stream.writeSync(new TextEncoder().encode(`${text}\n`));
  Deno.exit(code);
}

try {
  const config = await loadConfig(systemSources());
  const sources = Deno.args.length > 0 ? Deno.args : config.games;
  end(0, formatOverview(await overviewOf({ ...config, games: sources })));
} catch (error) {
  end(1, error instanceof Error ? error.message : String(error));
}
