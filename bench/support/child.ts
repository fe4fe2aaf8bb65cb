/** Programs beside the benchmark, so that what is measured does not share a process with what drives it. */
import { fileURLToPath } from "node:url";
import type { SelfReport } from "./self_report.ts";

export interface Child<Report = SelfReport> extends AsyncDisposable {
  readonly pid: number;
  /** The next line that the program prints. */
  line(): Promise<string>;
  /** Writes a line to its input. */
  say(text: string): Promise<void>;
  /** What a program that ends in `reportOnDemand` says of itself. */
  report(): Promise<Report>;
  /** Also where it has ended already. */
  end(): Promise<void>;
}

export interface Program {
  /** Its name in errors. */
  readonly called: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly folder?: string;
  readonly env: Readonly<Record<string, string>>;
  /** SIGTERM unless said. */
  readonly endBy?: Deno.Signal;
}

/** @param script relative to `bench/` */
export function startChild(script: string, env: Record<string, string> = {}): Child {
  return startProgram({
    called: script,
    command: Deno.execPath(),
    // So that a report counts what is held, not what is only not collected yet.
    args: [
      "run",
      "--no-prompt",
      "--allow-all",
      "--v8-flags=--expose-gc",
      fileURLToPath(new URL(`../${script}`, import.meta.url)),
    ],
    env,
  });
}

/** The report is whatever JSON the program prints at the line `report`. */
export function startProgram<Report>(program: Program): Child<Report> {
  const child = new Deno.Command(program.command, {
    args: [...program.args],
    ...(program.folder === undefined ? {} : { cwd: program.folder }),
    env: { ...program.env, NO_COLOR: "1" },
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
      if (done) throw new Error(`Could not read from ${program.called}: it ended`);
      rest += value;
    }
    const end = rest.indexOf("\n");
    const found = rest.slice(0, end);
    rest = rest.slice(end + 1);
    return found;
  };
  const end = async () => {
    void writer.close().catch(() => {});
    try {
      child.kill(program.endBy ?? "SIGTERM");
    } catch {
      // It has ended by itself.
    }
    await child.status;
  };
  return {
    pid: child.pid,
    line,
    say: (text) => writer.write(new TextEncoder().encode(`${text}\n`)),
    async report() {
      await writer.write(new TextEncoder().encode("report\n"));
      return JSON.parse(await line());
    },
    end,
    [Symbol.asyncDispose]: end,
  };
}
