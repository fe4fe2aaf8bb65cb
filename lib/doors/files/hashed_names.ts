/**
 * Names that are good for ever: pages and scripts are served with a hash in the name of every script and style that
 * they name, which a browser then never asks about again. The files themselves stay as they were written.
 */
import { stylesWithoutComments, withoutComments } from "./comments.ts";
import { createGraphReader, hashOf, hashOfLines, neededFirst, renameImports } from "./module_graph.ts";
import { type ServedFile, servedFile, type ServedFiles } from "./static_folder.ts";

/** Others' work is served as they made it. */
const VENDOR = "vendor/";
/** Written as no file system or browser could read it in two ways. */
const PLAIN_PATH = /^[\w-]+(?:[./][\w-]+)*$/;
const HASHED_NAME = /^(.+)\.([0-9a-f]{12})(\.(?:js|css))$/;
/** A page's own scripts and styles: `src="static/page/main.js"`. */
const NAMED_BY_PAGE = /\b(?:src|href)="static\/([^"?#]+\.(?:js|css))"/g;
const MODULE_TAG = /^([ \t]*)<script type="module" src="static\/([^"?#]+\.js)"><\/script>\n/gm;
const BUILT_MAX = 500;

export interface NamedFile {
  readonly file: ServedFile;
  /** Whether the name that was asked for is that of these bytes and no others. */
  readonly isForever: boolean;
}

export interface NamedFiles {
  /** Null where there is no such file. */
  read(path: string): Promise<NamedFile | null>;
}

/**
 * The files of a folder that pages name as `static/…`. What is asked for by its name alone is served under it, too; a
 * hash that is not the file's (of a page that is older) gives the file as it is now, and not for ever.
 *
 * @param dress what is made of a page before; always the same
 */
export function withHashedNames(
  files: ServedFiles,
  dress: (path: string, html: string) => string = (_path, html) => html,
): NamedFiles {
  const readGraph = createGraphReader(files);
  const built = new Map<string, { readonly version: string; readonly file: ServedFile }>();

  /** The bytes are made anew when what they are made of has changed. */
  function build(path: string, { contentType }: ServedFile, version: string, make: () => string): ServedFile {
    const known = built.get(path);
    if (known?.version === version) return known.file;
    const file = servedFile(new TextEncoder().encode(make()), contentType);
    if (built.size >= BUILT_MAX) built.clear();
    built.set(path, { version, file });
    return file;
  }

  async function hashOfFile(path: string): Promise<string | null> {
    if (path.endsWith(".js")) {
      const graph = await readGraph(path);
      return graph.size === 0 ? null : hashOf(graph);
    }
    const file = await files.read(path);
    return file === null ? null : hashOfLines([file.etag]);
  }

  /** Where each of these is to be asked for; one that is not there keeps its name. */
  async function namesOf(paths: Iterable<string>): Promise<ReadonlyMap<string, string>> {
    const pairs = [...new Set(paths)].map(async (path) => {
      const hash = PLAIN_PATH.test(path) ? await hashOfFile(path) : null;
      return [path, hash === null ? path : path.replace(/\.\w+$/, `.${hash}$&`)] as const;
    });
    return new Map(await Promise.all(pairs));
  }

  async function fileOf(path: string, written: ServedFile): Promise<ServedFile> {
    if (path.endsWith(".html")) return await readPage(path, written);
    if (path.endsWith(".css") && !path.startsWith(VENDOR)) return readStyles(path, written);
    return path.endsWith(".js") ? await readScript(path, written) : written;
  }

  function readStyles(path: string, file: ServedFile): ServedFile {
    return build(path, file, file.etag, () => stylesWithoutComments(new TextDecoder().decode(file.bytes)));
  }

  async function readScript(path: string, file: ServedFile): Promise<ServedFile> {
    const graph = await readGraph(path);
    const names = await namesOf(graph.get(path)?.imports.map((imported) => imported.path) ?? []);
    const text = graph.get(path)?.text ?? "";
    return build(path, file, hashOf(graph), () => {
      const renamed = renameImports(path, text, (target) => names.get(target) ?? target);
      return path.startsWith(VENDOR) ? renamed : withoutComments(renamed);
    });
  }

  async function readPage(path: string, file: ServedFile): Promise<ServedFile> {
    const html = dress(path, new TextDecoder().decode(file.bytes));
    const named = [...html.matchAll(NAMED_BY_PAGE)].map(([, path = ""]) => path);
    const modules = [...html.matchAll(MODULE_TAG)].map(([, , path = ""]) => path);
    const needed = new Map<string, readonly string[]>();
    for (const module of modules) needed.set(module, neededFirst(await readGraph(module), module));
    const names = await namesOf([...named, ...[...needed.values()].flat()]);
    const version = [file.etag, ...names.values()].join(" ");
    return build(path, file, version, () =>
      html
        .replaceAll(MODULE_TAG, (tag, indent: string, module: string) =>
          [...(needed.get(module) ?? []).slice(1)]
            .map((path) => `${indent}<link rel="modulepreload" href="static/${path}">\n`)
            .reduce((tags, link) => tags + link, tag))
        .replaceAll(NAMED_BY_PAGE, (attribute, path: string) => attribute.replace(path, names.get(path) ?? path)));
  }

  return {
    async read(asked) {
      const [, start, hash, ending] = HASHED_NAME.exec(asked) ?? [];
      const path = hash === undefined ? asked : `${start}${ending}`;
      const written = await files.read(path);
      if (written === null) return null;
      const file = PLAIN_PATH.test(path) ? await fileOf(path, written) : written;
      return { file, isForever: hash !== undefined && hash === await hashOfFile(path) };
    },
  };
}
