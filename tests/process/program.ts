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
    async firstLine(stream) {
      const line = await (stream === "stdout" ? stdout : stderr).firstLine;
      if (line !== null) return line;
      const { code, stderr: said } = await ended;
      throw new Error(`The program ended with status ${code}: ${said}`);
    },
  };
}

/** The whole text, and the first line as soon as it is there: null where the stream ends without one. */
function readStream(stream: ReadableStream<Uint8Array>): { text: Promise<string>; firstLine: Promise<string | null> } {
  const firstLine = Promise.withResolvers<string | null>();
  const read = async () => {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes("\n")) firstLine.resolve(text.slice(0, text.indexOf("\n")));
    }
    firstLine.resolve(null);
    return text;
  };
  return { text: read(), firstLine: firstLine.promise };
}

function inherited(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
