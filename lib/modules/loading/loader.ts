/** Finds and imports game modules: a file, a folder, or a package. */
import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Clock } from "../../platform/clock.ts";
import { checkGameModule } from "./module_shape.ts";
import { withinTime } from "../../platform/time_limit.ts";
import { unwatchedWork, type WorkWatch } from "../../platform/watchdog/work_watch.ts";
import type { GameModule } from "../types.ts";

/** A module, and where it came from. */
export interface SourcedModule {
  readonly module: GameModule;
  /** A path, an `npm:` name, or `built in`. */
  readonly source: string;
}

/** What a folder's module may be called. */
export const ENTRY_FILES: readonly string[] = ["mod", "module", "index"].flatMap((
  name,
) => [`${name}.ts`, `${name}.js`]);
/** A module whose import does not end would keep the server from starting, without a word. */
const IMPORT_LIMIT_MS = 10_000;

/**
 * @param source a file; a folder with `mod.ts`, `module.ts` or `index.ts` (or `.js`); a folder of such files and folders;
 * or `npm:` and a package's name
 * @throws {Error} naming the source and the cause
 */
export async function loadGameModules(
  source: string,
  clock: Clock,
  watch: WorkWatch = unwatchedWork,
): Promise<SourcedModule[]> {
  const importModule = (name: string, specifier: string) => importWatched(name, specifier, { clock, watch });
  if (source.startsWith("npm:")) return [await importModule(source, source)];
  const path = resolve(source);
  const files = await entriesOf(path);
  if (files.length === 0) throw new Error(`Could not load game modules from ${path}: the folder has none`);
  const modules: SourcedModule[] = [];
  for (const file of files) modules.push(await importModule(file, pathToFileURL(file).href));
  return modules;
}

/** The files to import for a path, in the order of their names. */
async function entriesOf(path: string): Promise<string[]> {
  const kind = await stat(path).catch((cause) => {
    throw new Error(`Could not load the game module ${path}: there is no such file or folder`, { cause });
  });
  if (!kind.isDirectory()) return [path];
  const own = await entryOf(path);
  if (own !== null) return [own];
  const names = (await readdir(path, { withFileTypes: true })).sort((a, b) => a.name < b.name ? -1 : 1);
  const entries: string[] = [];
  for (const entry of names) {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) {
      const found = await entryOf(inside);
      if (found !== null) entries.push(found);
    } else if (isModuleFile(entry.name)) {
      entries.push(inside);
    }
  }
  return entries;
}

async function entryOf(folder: string): Promise<string | null> {
  const names = await readdir(folder);
  const name = ENTRY_FILES.find((entry) => names.includes(entry));
  return name === undefined ? null : join(folder, name);
}

/** Not tests, declarations, or what is marked as somebody else's part. */
function isModuleFile(name: string): boolean {
  return /\.(ts|js)$/.test(name) && !/(^[._])|(\.d\.ts$)|([._]test\.(ts|js)$)/.test(name);
}

async function importWatched(
  source: string,
  specifier: string,
  { clock, watch }: { readonly clock: Clock; readonly watch: WorkWatch },
): Promise<SourcedModule> {
  const late = () => new Error(`it took longer than ${IMPORT_LIMIT_MS} ms`);
  const turn = watch.begin({ module: bareNameOf(source), work: "import", name: source, isAlone: true });
  const exports: Record<string, unknown> = await withinTime(clock, IMPORT_LIMIT_MS, import(specifier), late)
    .catch((cause) => {
      throw new Error(`Could not load the game module ${nameOf(source)}: ${reasonOf(cause, source)}`, { cause });
    })
    .finally(turn.end);
  const game = [exports.default, exports.game, exports.module].find((value) => value !== undefined);
  if (game === undefined) {
    throw new Error(
      `Could not load the game module ${nameOf(source)}: it exports no game (default, or named game or module)`,
    );
  }
  return { module: checkGameModule(game, source), source };
}

/** The name that an author knows the module by, before the module itself could say it. */
function nameOf(source: string): string {
  return source.startsWith("npm:") ? source : `"${bareNameOf(source)}" (${source})`;
}

function bareNameOf(source: string): string {
  if (source.startsWith("npm:")) return source;
  return ENTRY_FILES.includes(basename(source))
    ? basename(resolve(source, ".."))
    : basename(source).replace(/\.(ts|js)$/, "");
}

/** One line, with the place of a file that does not parse; the rest is in the error's cause. */
function reasonOf(error: unknown, source: string): string {
  const text = error instanceof Error ? error.message : String(error);
  const [message = ""] = text.split("\n");
  if (message.includes("lockfile")) {
    return `it is not in deno.lock; "deno cache --frozen=false ${source}" puts it there`;
  }
  const [, place] = /\bat file:\/\/(\S+:\d+:\d+)/.exec(text) ?? [];
  return place === undefined || message.includes(place) ? message : `${message}, at ${place}`;
}
