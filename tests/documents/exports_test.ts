/** What a file exports is used by another one: nothing stands in a window for nobody. */
import { expect } from "expect";

const TOP = new URL("../../", import.meta.url);
const EXPORT = /^export (?:async )?(?:abstract )?(?:const|let|function\*?|class|interface|type) ([\w$]+)/gm;
const HELD = /^(?:lib|routes|tasks|tests|bench|examples)\/.*(?<!\.d)\.ts$|^static\/.*\.js$/;
/** What authors of modules import: `lib/modules/mod.ts` hands all of it on. */
const PUBLIC = "lib/modules/api/";
/** Loaded by name at run time, or text of a file that is yet to be made. */
const FACES = new Set(["up", "name", "run", "visitsTable"]);

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(new URL(folder, TOP))) {
    if (entry.isDirectory && !["vectors", "vendor", "built"].includes(entry.name)) {
      yield* sources(`${folder}${entry.name}/`);
    } else if (/\.(ts|js|mjs|md|html)$/.test(entry.name)) yield folder + entry.name;
  }
}

Deno.test("no function, class, value or type is exported that no other file names", async () => {
  const exported: { file: string; name: string }[] = [];
  const files = new Map<string, Set<string>>();
  for (
    const folder of [
      "lib/",
      "routes/",
      "tasks/",
      "bench/",
      "tests/",
      "examples/",
      "static/",
      "migrations/",
      "docs/",
      "main.ts",
    ]
  ) {
    for await (const file of folder.endsWith("/") ? sources(folder) : [folder]) {
      const text = await Deno.readTextFile(new URL(file, TOP));
      for (const word of new Set(text.match(/[\w$]+/g) ?? [])) {
        files.set(word, (files.get(word) ?? new Set()).add(file));
      }
      if (!HELD.test(file) || file.startsWith(PUBLIC)) continue;
      for (const [, name] of text.matchAll(EXPORT)) exported.push({ file, name: name! });
    }
  }
  const alone = exported.filter(({ name }) => !FACES.has(name) && files.get(name)!.size === 1);
  expect(alone.map(({ file, name }) => `${file}: ${name} is used in its own file only: drop "export"`)).toEqual([]);
});
