/** Deno's watcher over everything that the server and its games are made of, as a series of verdicts. */
import { fileURLToPath } from "node:url";
import { TextLineStream } from "./lines.ts";

/** The verdict of files that load. */
export const DEV_OK = "ok";

const PROJECT = ["main.ts", "lib", "routes", "migrations"]
  .map((path) => fileURLToPath(new URL(`../../${path}`, import.meta.url)));

export interface DevWatch {
  /** One at the beginning and one after each save: `DEV_OK`, or why the files do not load. */
  readonly verdicts: AsyncIterable<string>;
  stop(): void;
}

/**
 * @param check the program that is run anew at each save, and gives one verdict
 * @param sources of the games: watched even while they do not parse, when nobody knows what they import
 */
export function watchFiles(check: string, sources: readonly string[], say: (text: string) => void): DevWatch {
  const watched = ["config", ...PROJECT, ...sources.filter((source) => !source.startsWith("npm:"))];
  const permissions = ["--allow-read", "--allow-env", "--allow-sys", "--allow-net"];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-clear-screen", `--watch=${watched.join(",")}`, ...permissions, check],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  void tellErrors(child.stderr, say);
  return {
    verdicts: child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()),
    stop: () => child.kill("SIGKILL"),
  };
}

/** What stops even the check, such as a file of the server that does not parse; the watcher's own words are left out. */
async function tellErrors(stderr: ReadableStream<Uint8Array>, say: (text: string) => void): Promise<void> {
  const lines = stderr.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const line of lines) if (!/^\S*Watcher/.test(line)) say(line);
}
