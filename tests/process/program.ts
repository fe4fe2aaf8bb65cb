/** The program as an operator starts it: a process of its own, with the permissions that `deno task start` gives it. */
import { fileURLToPath } from "node:url";
import denoJson from "../../deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url);
/** A process that hangs is ended, and its test fails. */
const LIFE_MS_MAX = 60_000;

export type Variables = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly pid: number;
  /** The first line on a stream. @throws {Error} with what it said on stderr, when it ends without one */
  firstLine(stream: "stdout" | "stderr"): Promise<string>;
  /** The first line on stderr that matches, said before or yet to come. @throws {Error} when it ends without one */
  logLine(match: RegExp): Promise<string>;
  readonly ended: Promise<Ended>;
  kill(signal: Deno.Signal): void;
}

/** Runs a script of the project with the arguments of `deno task start`, in `folder` and with this environment alone; `own` are its own arguments. */
export function run(script: string, folder: string, variables: Variables, own: readonly string[] = []): Program {
  const args = denoJson.tasks.start.split(" ").slice(1, -1);
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args, fileURLToPath(new URL(script, ROOT)), ...own],
    cwd: folder,
    clearEnv: true,
    env: { ...inherited(["PATH", "HOME", "DENO_DIR", "TMPDIR"]), NO_COLOR: "1", ...variables },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(LIFE_MS_MAX),
  }).spawn();
  const stdout = readStream(child.stdout);
  const stderr = readStream(child.stderr);
  const ended = Promise.all([child.status, stdout.text, stderr.text])
    .then(([{ code }, stdout, stderr]) => ({ code, stdout, stderr }));
  return {
    pid: child.pid,
    ended,
    kill: (signal) => child.kill(signal),
    async logLine(match) {
      const line = await stderr.line(match);
      if (line === null) throw new Error(`The program ended without saying ${match}`);
      return line;
    },
    async firstLine(stream) {
      const line = await (stream === "stdout" ? stdout : stderr).line(/^/);
      if (line !== null) return line;
      const { code, stderr: said } = await ended;
      throw new Error(`The program ended with status ${code}: ${said}`);
    },
  };
}

interface ReadStream {
  readonly text: Promise<string>;
  /** The first line that matches, as soon as it is there: null where the stream ends without one. */
  line(match: RegExp): Promise<string | null>;
}

function readStream(stream: ReadableStream<Uint8Array>): ReadStream {
  const lines: string[] = [];
  const waiting = new Set<(line: string | null) => void>();
  let rest = "";
  let isOver = false;
  const read = async () => {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of stream) {
      const piece = decoder.decode(chunk, { stream: true });
      text += piece;
      const whole = (rest + piece).split("\n");
      rest = whole.pop() ?? "";
      lines.push(...whole);
      for (const line of whole) for (const take of waiting) take(line);
    }
    isOver = true;
    for (const take of waiting) take(null);
    return text;
  };
  return {
    text: read(),
    line(match) {
      const known = lines.find((line) => match.test(line));
      if (known !== undefined || isOver) return Promise.resolve(known ?? null);
      const { promise, resolve } = Promise.withResolvers<string | null>();
      const take = (line: string | null) => {
        if (line !== null && !match.test(line)) return;
        waiting.delete(take);
        resolve(line);
      };
      waiting.add(take);
      return promise;
    },
  };
}

function inherited(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
