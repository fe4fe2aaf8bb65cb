/**
 * `deno task dev`: the server, started anew after each save of a file of its own or of a game. While the files do not
 * load, the last good version goes on, and the reason is said.
 */
import denoJson from "../deno.json" with { type: "json" };
import { systemClock } from "../lib/platform/clock.ts";
import { loadConfig, systemSources } from "../lib/platform/config/config.ts";
import { fileURLToPath } from "node:url";
import { DEV_OK, watchFiles } from "./support/dev_watch.ts";

const CHECK = fileURLToPath(new URL("./support/dev_check.ts", import.meta.url));
const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
/** What `deno task start` gives the program. */
const START = denoJson.tasks.start.split(" ").slice(1, -1);

function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}

function startServer(): Deno.ChildProcess {
  const env = { LOG_FORMAT: Deno.env.get("LOG_FORMAT") ?? "pretty" };
  const output = { stdin: "null", stdout: "inherit", stderr: "inherit" } as const;
  return new Deno.Command(Deno.execPath(), { args: [...START, MAIN], env, ...output }).spawn();
}

/** Longer than a hook may take. Behind an endless loop of a game nobody hears a signal. */
const STOP_MS_MAX = 3_000;

let server: Deno.ChildProcess | null = null;
let isStopping = false;

/** It ends in order, so that the players' pages come back by themselves; one that cannot is ended by force. */
async function stopServer(): Promise<void> {
  if (server === null) return;
  const running = server;
  signal(running, "SIGTERM");
  const giveUp = systemClock.after(STOP_MS_MAX, () => {
    say("The server does not end, as if its thread were blocked: it is ended by force.");
    signal(running, "SIGKILL");
  });
  await running.status;
  giveUp();
}

function signal(child: Deno.ChildProcess, name: Deno.Signal): void {
  try {
    child.kill(name);
  } catch {
    // It has ended by itself.
  }
}

// A broken configuration is said by the check, as often as it is saved.
const sources = await loadConfig(systemSources()).then(({ games }) => games, () => []);
const watch = watchFiles({ check: CHECK, sources, say });

for (const name of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(name, async () => {
    if (isStopping) return;
    isStopping = true;
    watch.stop();
    await stopServer();
    Deno.exit(0);
  });
}

for await (const verdict of watch.verdicts) {
  if (isStopping) break;
  if (verdict !== DEV_OK) {
    say(`${verdict}\n${server === null ? "Waiting for a save." : "The last good version goes on; save to try again."}`);
    continue;
  }
  await stopServer();
  if (!isStopping) server = startServer();
}
