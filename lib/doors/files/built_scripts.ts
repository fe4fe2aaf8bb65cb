/**
 * Scripts that were put together into a few files beforehand (`deno task pages`). They are served in place of their
 * sources while they are made of just these; where a source was edited, the sources are served, as they are.
 */
import { z } from "zod";
import type { Clock } from "../../platform/clock.ts";
import { createGraphReader, hashOf } from "./module_graph.ts";
import type { ServedFiles } from "./static_folder.ts";

/** Of the folder of what was built: by the script that a page names, what was made of it and all that it imports. */
export const MADE_OF = "made_of.json";
/** Sources that were compared are not compared again for so long, milliseconds. */
const COMPARE_EVERY_MS = 1_000;

const madeOf = z.record(z.string(), z.object({ sources: z.string(), files: z.array(z.string()) }));
/** By the script that a page names: the hash of its sources, and the files that stand for them. */
export type MadeOf = z.infer<typeof madeOf>;

interface BuiltScriptsParts {
  readonly sources: ServedFiles;
  /** What was made of them, by the paths that it is served under. */
  readonly built: ServedFiles;
  readonly clock: Pick<Clock, "monotonicMs">;
}

export function withBuiltScripts({ sources, built, clock }: BuiltScriptsParts): ServedFiles {
  const readGraph = createGraphReader(sources);
  let compared: { readonly atMs: number; readonly current: Promise<ReadonlySet<string>> } | null = null;

  /** What of it may be served now. All files that belong together are there, or none: names in one are those of the other. */
  async function compare(): Promise<ReadonlySet<string>> {
    const current = new Set<string>();
    for (const [script, made] of Object.entries(await readMadeOf(built))) {
      if (hashOf(await readGraph(script)) !== made.sources) continue;
      const files = await Promise.all(made.files.map((path) => built.read(path)));
      if (!files.includes(null)) made.files.forEach((path) => current.add(path));
    }
    return current;
  }

  return {
    async read(path) {
      if (!path.endsWith(".js")) return await sources.read(path);
      const nowMs = clock.monotonicMs();
      if (compared === null || nowMs - compared.atMs >= COMPARE_EVERY_MS) {
        compared = { atMs: nowMs, current: compare() };
      }
      return await ((await compared.current).has(path) ? built : sources).read(path);
    },
  };
}

/** Nothing where nothing was built, or where that does not say what it was made of. */
async function readMadeOf(built: ServedFiles): Promise<MadeOf> {
  const file = await built.read(MADE_OF);
  if (file === null) return {};
  try {
    return madeOf.parse(JSON.parse(new TextDecoder().decode(file.bytes)));
  } catch {
    return {};
  }
}
