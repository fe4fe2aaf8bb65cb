/** Programs beside the benchmark, so that what is measured does not share a process with what drives it. */
import { fileURLToPath } from "node:url";
import type { SelfReport } from "./self_report.ts";

export interface Child {
  readonly pid: number;
  /** The next line that the program prints. */
  line(): Promise<string>;
  /** Writes a line to its input. */
  say(text: string): Promise<void>;
  /** What a program that ends in `reportOnDemand` says of itself. */
  report(): Promise<SelfReport>;
  end(): Promise<void>;
}

/** @param script relative to `bench/` */
export function startChild(script: string, env: Record<string, string> = {}): Child {
  const child = new Deno.Command(Deno.execPath(), {
    // So that a report counts what is held, not what is only not collected yet.
    args: [
      "run",
      "--no-prompt",
      "--allow-all",
      "--v8-flags=--expose-gc",
      fileURLToPath(new URL(`../${script}`, import.meta.url)),
    ],
    env: { ...env, NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const writer = child.stdin.getWriter();
  let rest = "";
  const line = async () => {
    while (!rest.includes("\n")) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`Could not read from ${script}: it ended`);
      rest += value;
    }
    const end = rest.indexOf("\n");
    const found = rest.slice(0, end);
    rest = rest.slice(end + 1);
    return found;
  };
  return {
    pid: child.pid,
    line,
    say: (text) => writer.write(new TextEncoder().encode(`${text}\n`)),
    async report() {
      await writer.write(new TextEncoder().encode("report\n"));
      return JSON.parse(await line());
    },
    async end() {
      await writer.close().catch(() => {});
      try {
        child.kill("SIGTERM");
      } catch {
        // It has ended by itself.
      }
      await child.status;
    },
  };
}
