/** Deno's watcher over everything that the server and its games are made of, as a series of verdicts. */
import { fileURLToPath } from "node:url";
import { systemClock } from "../../lib/platform/clock.ts";
import { TextLineStream } from "./lines.ts";

/** What the check says before it looks at the files. */
export const DEV_BEGUN = "begun";
/** The verdict of files that load. */
export const DEV_OK = "ok";
const DEV_ENDLESS = "The games do not come to the end of their start, as if in an endless loop.";
/** Twice what a game has to initialize. */
const CHECK_MS_MAX = 20_000;

const PROJECT = ["main.ts", "lib", "routes", "migrations"]
  .map((path) => fileURLToPath(new URL(`../../${path}`, import.meta.url)));

interface DevWatchParts {
  /** The program that is run anew at each save: it says `DEV_BEGUN`, and gives one verdict. */
  readonly check: string;
  /** Of the games: watched even while they do not parse, when nobody knows what they import. */
  readonly sources: readonly string[];
  readonly say: (text: string) => void;
  readonly checkMsMax?: number;
}

type DevWatch = ReturnType<typeof watchFiles>;

export function watchFiles({ check, sources, say, checkMsMax = CHECK_MS_MAX }: DevWatchParts) {
  const watched = ["config", ...PROJECT, ...sources.filter((source) => !source.startsWith("npm:"))];
  let child = startWatcher(check, watched);
  let isStopped = false;

  async function* readVerdicts(): AsyncGenerator<string> {
    for (let wasEndless = false; !isStopped;) {
      void tellErrors(child.stderr, say);
      let isEndless = false;
      let cancel = () => {};
      for await (const line of child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())) {
        cancel();
        if (line !== DEV_BEGUN) {
          wasEndless = false;
          yield line;
          continue;
        }
        cancel = systemClock.after(checkMsMax, () => {
          isEndless = true;
          kill(child);
        });
      }
      cancel();
      if (!isEndless) return;
      if (!wasEndless) yield DEV_ENDLESS;
      wasEndless = true;
      // The thread that would see a save is the one in the loop: another one looks again.
      if (!isStopped) child = startWatcher(check, watched);
    }
  }

  return {
    /** One at the beginning and one after each save: `DEV_OK`, or why the files do not load. */
    verdicts: readVerdicts(),
    stop(): void {
      isStopped = true;
      kill(child);
    },
  };
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function startWatcher(check: string, watched: readonly string[]) {
  const permissions = ["--allow-read", "--allow-env", "--allow-sys", "--allow-net"];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-clear-screen", `--watch=${watched.join(",")}`, ...permissions, check],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** What stops even the check, such as a file of the server that does not parse; the watcher's own words are left out. */
async function tellErrors(stderr: ReadableStream<Uint8Array>, say: (text: string) => void): Promise<void> {
  const lines = stderr.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const line of lines) if (!/^\S*Watcher/.test(line)) say(line);
}
