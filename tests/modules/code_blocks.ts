/** The code of a page of the documentation, as files: blocks that begin with the name of one. */
import { join } from "node:path";
import { loadGameModules } from "../../lib/modules/loading/loader.ts";
import type { GameModule } from "../../lib/modules/mod.ts";
import { createTestClock } from "../support/test_clock.ts";

const ROOT = new URL("../../", import.meta.url);

/**
 * @param page below the project's folder
 * @param root what `gatehouse/` stands for
 * @returns texts by file name, in the order of the page
 */
export async function readCodeBlocks(page: string, root = ROOT.href): Promise<Map<string, string>> {
  const text = await Deno.readTextFile(new URL(page, ROOT));
  const blocks = text.matchAll(/^```ts\n\/\/ (\w+\.ts)\n(.*?)^```/gms);
  return new Map(
    [...blocks].map(([, name = "", code = ""]) => [name, code.replaceAll('"gatehouse/', `"${root}`)]),
  );
}

/** Runs `run` with the page's files in a folder. */
async function withCodeBlocks<T>(page: string, run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse_guide_" });
  try {
    for (const [name, code] of await readCodeBlocks(page)) await Deno.writeTextFile(join(folder, name), code);
    return await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The module of one file of a page. */
export async function loadCodeBlock(page: string, name: string): Promise<GameModule> {
  return await withCodeBlocks(page, async (folder) => {
    const [found] = await loadGameModules(join(folder, name), createTestClock());
    if (found === undefined) throw new Error(`Could not load ${name} of ${page}`);
    return found.module;
  });
}
