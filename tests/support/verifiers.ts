/** The verifiers of `examples/verifier/` in other languages; their libraries are fetched once, into our cache folder. */
import { mkdir, rename } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "./cache_folder.ts";

const EXAMPLES = fileURLToPath(new URL("../../examples/verifier/", import.meta.url));
const FETCH_MS_MAX = 180_000;
const RUN_MS_MAX = 60_000;

interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Language {
  /** Its folder in `examples/verifier/`. */
  readonly name: string;
  /** What the folder in the cache is made of: where one of them changes, it is made anew. */
  readonly sources: readonly string[];
  /** Brings the libraries, and what is compiled, into `folder`. */
  fetch(folder: string): readonly Command[];
  run(folder: string): Command;
}

/** What a verifier printed and ended with: 0 for a valid token, 1 for any other, 2 when nobody knows. */
export interface Answer {
  readonly code: number;
  readonly valid?: boolean;
  readonly reason?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface ReadyVerifier {
  /** @param args the URL of Gatehouse, the game, the server, the token */
  verify(...args: [url: string, gameId: string, serverId: string, token: string]): Promise<Answer>;
}

export const LANGUAGES: readonly Language[] = [
  {
    name: "python",
    sources: ["requirements.txt"],
    fetch: (folder) => [{
      command: "python3",
      args: ["-m", "pip", "install", "-q", "--target", folder, "-r", join(EXAMPLES, "python/requirements.txt")],
    }],
    run: (folder) => ({
      command: "python3",
      args: ["-B", join(EXAMPLES, "python/verifier.py")],
      env: { PYTHONPATH: folder },
    }),
  },
  {
    name: "go",
    sources: ["go.mod", "verifier.go"],
    fetch: (folder) => [{
      command: "go",
      args: ["build", "-o", join(folder, "verifier"), "."],
      cwd: join(EXAMPLES, "go"),
    }],
    run: (folder) => ({ command: join(folder, "verifier"), args: [] }),
  },
  {
    name: "java",
    sources: ["pom.xml", "Verifier.java"],
    fetch: (folder) => [{
      command: "mvn",
      args: ["-q", "-B", "-f", join(EXAMPLES, "java"), "dependency:copy-dependencies", `-DoutputDirectory=${folder}`],
    }, {
      command: "javac",
      args: ["-cp", join(folder, "*"), "-d", folder, join(EXAMPLES, "java/Verifier.java")],
    }],
    // A program that lives half a second is not worth compiling well.
    run: (folder) => ({
      command: "java",
      args: [
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        `${folder}${delimiter}${join(folder, "*")}`,
        "Verifier",
      ],
    }),
  },
];

/**
 * The verifier, ready to run.
 * @throws {Error} one line that says what is missing, where the language or its library is not to be had
 */
export async function prepareVerifier(language: Language): Promise<ReadyVerifier> {
  const folder = await fetchLibraries(language);
  const run = language.run(folder);
  return {
    async verify(...args) {
      const { code, stdout, stderr } = await execute({ ...run, args: [...run.args, ...args] }, RUN_MS_MAX);
      if (code === 2) return { code };
      if (stdout === "") throw new Error(`The verifier in ${language.name} broke: ${stderr}`);
      return { code, ...JSON.parse(stdout) };
    },
  };
}

async function fetchLibraries(language: Language): Promise<string> {
  const texts = await Promise.all(
    language.sources.map((name) => Deno.readTextFile(join(EXAMPLES, language.name, name))),
  );
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(texts.join("\0")));
  const hash = new Uint8Array(digest).toHex().slice(0, 12);
  const folder = join(cacheFolder(), `verifier-${language.name}-${hash}`);
  if (await Deno.stat(folder).then(() => true, () => false)) return folder;

  await mkdir(cacheFolder(), { recursive: true });
  const partial = await Deno.makeTempDir({ dir: cacheFolder() });
  for (const step of language.fetch(partial)) {
    const { code, stderr } = await execute(step, FETCH_MS_MAX).catch(() => ({ code: null, stderr: "" }));
    if (code === 0) continue;
    await Deno.remove(partial, { recursive: true });
    const [line = ""] = stderr.trim().split("\n").slice(-1);
    throw new Error(code === null ? `${step.command} is not installed` : `its library could not be had: ${line}`);
  }
  // Where another test was faster, its folder has the same in it.
  await rename(partial, folder).catch(() => Deno.remove(partial, { recursive: true }));
  return folder;
}

async function execute({ command, args, cwd, env = {} }: Command, timeoutMs: number) {
  const signal = AbortSignal.timeout(timeoutMs);
  const where = cwd === undefined ? {} : { cwd };
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    env: { ...env },
    signal,
    ...where,
  })
    .output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout).trim(), stderr: decoder.decode(stderr) };
}
