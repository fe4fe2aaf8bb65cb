/**
 * `deno task pages`: puts the scripts of the players' page, of the console and of the client module together into a few
 * files in `static/built/`, which the server serves in place of their sources as long as these stay as they are. The
 * bundler is fetched for this alone and stands in no lock.
 */
import { basename, dirname, join, posix } from "node:path";
import { STATIC_FOLDER } from "../lib/app/static_folder.ts";
import { MADE_OF, type MadeOf } from "../lib/doors/files/built_scripts.ts";
import { createGraphReader, hashOf } from "../lib/doors/files/module_graph.ts";
import { openStaticFolder } from "../lib/doors/files/static_folder.ts";
import { systemClock } from "../lib/platform/clock.ts";
import { endWith } from "./support/end.ts";

const BUNDLER = "npm:esbuild@0.28.2";
const BUILT = join(STATIC_FOLDER, "built");
/** What pages name, or import: each is put together with all that it imports, and shares nothing with the others. */
const SCRIPTS = ["client.js", "page/main.js", "console/main.js"];
/** Type checkers ask it for the types: https://docs.deno.com/runtime/fundamentals/typescript/#providing-types */
const HEADS: Readonly<Record<string, string>> = { "client.js": '// @ts-self-types="./client.d.ts"' };
/**
 * Names stay: they are read in stacks, and two releases whose files meet in one browser mean the same by them. Others'
 * work stays in its own files, with its licence.
 */
const OPTIONS = [
  "--bundle",
  "--splitting",
  "--format=esm",
  "--target=esnext",
  "--charset=utf8",
  "--minify-whitespace",
  "--minify-syntax",
  "--line-limit=120",
  "--external:../vendor/*",
  "--log-level=warning",
];

interface Output {
  readonly path: string;
  /** Of those that are asked for by their names, now or later; without one it is what several of them share. */
  readonly entryPoint?: string;
  readonly text: string;
}

/** @throws {Error} with what the bundler said */
async function bundle(script: string): Promise<Output[]> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse-pages-" });
  try {
    const head = HEADS[script] ?? "";
    const where = [`--outdir=${folder}`, `--metafile=${join(folder, "meta.json")}`, `--banner:js=${head}`];
    const args = ["run", "-A", "--no-config", "--no-lock", "--quiet", BUNDLER, script, ...OPTIONS, ...where];
    const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: STATIC_FOLDER }).output();
    if (!success) throw new Error(`Could not build ${script}: ${new TextDecoder().decode(stderr).trim()}`);
    const { outputs } = JSON.parse(await Deno.readTextFile(join(folder, "meta.json")));
    return await Promise.all(
      Object.entries<{ entryPoint?: string }>(outputs).map(async ([path, { entryPoint }]) => ({
        path,
        ...(entryPoint === undefined ? {} : { entryPoint }),
        text: await Deno.readTextFile(join(STATIC_FOLDER, path)),
      })),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** By its path in `static/`, each under the name of its source; what is shared has names that stay when it changes. */
function named(script: string, outputs: readonly Output[]): ReadonlyMap<string, string> {
  const shared = outputs.filter(({ entryPoint }) => entryPoint === undefined)
    .toSorted((a, b) => b.text.length - a.text.length);
  const nameOf = (output: Output) => basename(output.entryPoint ?? `shared${shared.indexOf(output) || ""}.js`);
  const renamed = (text: string) =>
    outputs.reduce((text, output) => text.replaceAll(`"./${basename(output.path)}"`, `"./${nameOf(output)}"`), text);
  const files = outputs.map((output) => [posix.join(dirname(script), nameOf(output)), renamed(output.text)] as const);
  return new Map(files.toSorted(([a], [b]) => a < b ? -1 : 1));
}

await endWith(async () => {
  const readGraph = createGraphReader(openStaticFolder(STATIC_FOLDER, systemClock));
  const madeOf: MadeOf = {};
  const files = new Map<string, string>();
  for (const script of SCRIPTS) {
    const sources = hashOf(await readGraph(script));
    const made = named(script, await bundle(script));
    madeOf[script] = { sources, files: [...made.keys()] };
    made.forEach((text, path) => files.set(path, text));
  }
  await Deno.remove(BUILT, { recursive: true }).catch(() => {});
  for (const [path, text] of [...files, [MADE_OF, `${JSON.stringify(madeOf, null, 2)}\n`] as const]) {
    await Deno.mkdir(dirname(join(BUILT, path)), { recursive: true });
    await Deno.writeTextFile(join(BUILT, path), text);
  }
  return `wrote ${files.size} files to ${BUILT}`;
});
