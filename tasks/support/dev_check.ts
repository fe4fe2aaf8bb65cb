/**
 * What `deno task dev` runs anew at each save: whether the games still load. Deno's own watcher runs it, as that knows
 * every file that they import. On standard output, each time: that it has begun, and `ok`, or why not.
 */
import { loadConfig, systemSources } from "../../lib/platform/config/config.ts";
import { DEV_BEGUN, DEV_OK } from "./dev_watch.ts";
import { overviewOf, watchGames } from "./game_check.ts";

print(DEV_BEGUN);
// Whoever watches this ends it.
const watch = watchGames({});
const verdict = await loadConfig(systemSources()).then((config) => overviewOf(config, watch)).then(
  () => DEV_OK,
  (error) => {
    return (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, " ");
  },
);
print(verdict);

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
