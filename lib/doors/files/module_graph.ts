/** Which scripts a script imports, and the hash of one together with all that it brings in. */
import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { ServedFile, ServedFiles } from "./static_folder.ts";

/** `from "./x.js"`, `import "./x.js"` and `import("./x.js")`: what the browser asks for by a relative address. */
const SPECIFIER = /(\bfrom\s*|\bimport\s*\(\s*|\bimport\s*)"(\.{1,2}\/[^"?#]+\.js)"/g;
const HASH_LETTERS = 12;
/** One more whenever something else is made of the same files than before: no name may have two meanings. */
const MAKING = 2;

interface Script {
  readonly file: ServedFile;
  readonly text: string;
  /** Paths from the folder's top; a dynamic one is asked for when it is wanted. */
  readonly imports: readonly { readonly path: string; readonly isDynamic: boolean }[];
}

/** By their paths, all scripts that one brings in, itself first. */
type Graph = ReadonlyMap<string, Script>;

/** Reads what `path` names and everything that it imports, on whatever way round; empty where it is no script. */
export function createGraphReader(files: ServedFiles): (path: string) => Promise<Graph> {
  /** A file that has not changed is the same object. */
  const parsed = new WeakMap<ServedFile, Script>();

  async function readScript(path: string): Promise<Script | null> {
    if (!path.endsWith(".js")) return null;
    const file = await files.read(path);
    if (file === null) return null;
    const script = parsed.get(file) ?? parse(path, file);
    parsed.set(file, script);
    return script;
  }

  return async (path) => {
    const graph = new Map<string, Script>();
    const waiting = [path];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const script = graph.has(next) ? null : await readScript(next);
      if (script === null) continue;
      graph.set(next, script);
      waiting.push(...script.imports.map(({ path }) => path));
    }
    return graph;
  };
}

/** Another one as soon as any script of the graph is. */
export function hashOf(graph: Graph): string {
  const lines = [...graph].map(([path, { file }]) => `${path} ${file.etag}`).toSorted();
  return hashOfLines(lines);
}

/** Of what says which bytes a file is made of. */
export function hashOfLines(lines: readonly string[]): string {
  return createHash("sha256").update([MAKING, ...lines].join("\n")).digest("hex").slice(0, HASH_LETTERS);
}

/** What is needed before the script can run, itself first: not what it imports later, when it wants it. */
export function neededFirst(graph: Graph, path: string): string[] {
  const needed = new Set<string>();
  const waiting = [path];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const script = graph.get(next);
    if (script === undefined || needed.has(next)) continue;
    needed.add(next);
    waiting.push(...script.imports.filter(({ isDynamic }) => !isDynamic).map(({ path }) => path));
  }
  return [...needed];
}

/** The script with each specifier as `rename` has it for the path that it leads to. */
export function renameImports(path: string, text: string, rename: (target: string) => string): string {
  return text.replaceAll(SPECIFIER, (_, start: string, specifier: string) => {
    const target = rename(resolve(path, specifier));
    const folder = specifier.slice(0, specifier.lastIndexOf("/") + 1);
    return `${start}"${folder}${posix.basename(target)}"`;
  });
}

function parse(path: string, file: ServedFile): Script {
  const text = new TextDecoder().decode(file.bytes);
  const imports = [...text.matchAll(SPECIFIER)].map(([, start = "", specifier = ""]) => ({
    path: resolve(path, specifier),
    isDynamic: start.includes("("),
  }));
  return { file, text, imports };
}

function resolve(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier);
}
