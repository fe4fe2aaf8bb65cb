/** Scripts that were put together beforehand stand for their sources, as long as these are as they were. */
import { expect } from "expect";
import { dirname, join } from "node:path";
import { MADE_OF, withBuiltScripts } from "../../../lib/doors/files/built_scripts.ts";
import { createGraphReader, hashOf } from "../../../lib/doors/files/module_graph.ts";
import { openStaticFolder } from "../../../lib/doors/files/static_folder.ts";

const SOURCES = {
  "page/main.js": 'import { a } from "./a.js";\nconst later = () => import("./later.js");\n',
  "page/a.js": 'export { wire as a } from "../wire.js";\n',
  "page/later.js": 'import { a } from "./a.js";\n',
  "wire.js": "export const wire = 1;\n",
  "style/base.css": "p {}",
};
const BUILT = {
  "built/page/main.js": 'import{a}from"./shared_1.js";const later=()=>import("./later.js");\n',
  "built/page/later.js": 'import{a}from"./shared_1.js";\n',
  "built/page/shared_1.js": "var a=1;export{a};\n",
  "built/wire.js": "var wire=1;export{wire};\n",
};

interface Folder {
  text(path: string): Promise<string | null>;
  /** Seen as soon as anybody looks again. */
  edit(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
}

async function withFolder(act: (folder: Folder) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "gatehouse-built-" });
  let nowMs = 0;
  const clock = { monotonicMs: () => nowMs };
  const write = async (path: string, text: string) => {
    await Deno.mkdir(join(root, dirname(path)), { recursive: true });
    await Deno.writeTextFile(join(root, path), text);
  };
  try {
    for (const [path, text] of Object.entries({ ...SOURCES, ...BUILT })) await write(path, text);
    const hash = async (path: string) => hashOf(await createGraphReader(openStaticFolder(root, clock))(path));
    const madeOf = {
      "page/main.js": {
        sources: await hash("page/main.js"),
        files: ["page/main.js", "page/later.js", "page/shared_1.js"],
      },
      "wire.js": { sources: await hash("wire.js"), files: ["wire.js"] },
    };
    await write(`built/${MADE_OF}`, JSON.stringify(madeOf));
    const sources = openStaticFolder(root, clock);
    const { read } = withBuiltScripts({ sources, built: openStaticFolder(join(root, "built"), clock), clock });
    await act({
      async text(path) {
        const file = await read(path);
        return file === null ? null : new TextDecoder().decode(file.bytes);
      },
      async edit(path, text) {
        await write(path, text);
        nowMs += 1_000;
      },
      async remove(path) {
        await Deno.remove(join(root, path));
        nowMs += 1_000;
      },
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Which of these come as they were built. */
async function builtOf({ text }: Folder): Promise<string[]> {
  const paths = Object.entries(BUILT).map(async ([path, built]) =>
    await text(path.slice("built/".length)) === built ? [path.slice("built/".length)] : []
  );
  return (await Promise.all(paths)).flat();
}

const PAGE = ["page/main.js", "page/later.js", "page/shared_1.js"];

Deno.test("what was built is served under the names of its sources, and all else as it lies there", () =>
  withFolder(async (folder) => {
    expect(await builtOf(folder)).toEqual([...PAGE, "wire.js"]);
    expect(await folder.text("page/a.js")).toBe(SOURCES["page/a.js"]);
    expect(await folder.text("style/base.css")).toBe("p {}");
    expect(await folder.text("page/gone.js")).toBe(null);
  }));

Deno.test("an edited source is served as it is, and all that import it, until it is as it was", () =>
  withFolder(async (folder) => {
    await builtOf(folder);
    await folder.edit("page/a.js", `// mine\n${SOURCES["page/a.js"]}`);
    expect(await builtOf(folder)).toEqual(["wire.js"]);
    expect(await folder.text("page/main.js")).toBe(SOURCES["page/main.js"]);
    expect(await folder.text("page/a.js")).toContain("// mine");
    expect(await folder.text("page/shared_1.js")).toBe(null);
    await folder.edit("page/a.js", SOURCES["page/a.js"]);
    expect(await builtOf(folder)).toEqual([...PAGE, "wire.js"]);
    // The page's graph has the wire in it.
    await folder.edit("wire.js", "export const wire = 2;\n");
    expect(await builtOf(folder)).toEqual([]);
  }));

Deno.test("what imports later counts as well", () =>
  withFolder(async (folder) => {
    await folder.edit("page/later.js", "export {};\n");
    expect(await builtOf(folder)).toEqual(["wire.js"]);
  }));

Deno.test("where a file of it is missing, the sources are served: half of it would run with nothing", () =>
  withFolder(async (folder) => {
    await folder.remove("built/page/shared_1.js");
    expect(await builtOf(folder)).toEqual(["wire.js"]);
    expect(await folder.text("page/main.js")).toBe(SOURCES["page/main.js"]);
  }));

for (const list of ["", "{", "[1]", '{"page/main.js": "x"}', "null"]) {
  Deno.test(`a list that cannot be read is as if nothing were built: ${list}`, () =>
    withFolder(async (folder) => {
      await folder.edit(`built/${MADE_OF}`, list);
      expect(await builtOf(folder)).toEqual([]);
      await folder.remove(`built/${MADE_OF}`);
      expect(await builtOf(folder)).toEqual([]);
    }));
}
