/** Who may import whom: DESIGN's one direction, held over every file. */
import { expect } from "expect";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** From the bottom to the top: a file imports from its own layer and from those before it. */
const LAYERS: readonly (readonly string[])[] = [
  [
    "lib/platform/errors.ts",
    "lib/platform/clock.ts",
    "lib/platform/random.ts",
    "lib/platform/log/log.ts",
    "lib/platform/bytes/",
    "lib/platform/addresses/",
    "lib/platform/json/",
  ],
  ["lib/platform/crypto/"],
  ["lib/platform/database/", "migrations/"],
  ["lib/domain/", "lib/platform/metrics/"],
  ["lib/doors/net/"],
  ["lib/modules/", "lib/platform/jobs/"],
  ["lib/doors/websocket/"],
  ["lib/platform/config/", "lib/platform/log/", "lib/app/stray_failures.ts"],
  ["lib/games/", "routes/"],
  ["lib/app/"],
  ["lib/testing/"],
  ["main.ts", "examples/"],
];

/** Files that may use the runtime itself; everything else is given what it needs. */
const MAY_USE_DENO = [
  "main.ts",
  "lib/platform/config/",
  "lib/doors/",
  "lib/platform/database/",
  "lib/testing/",
];

interface SourceFile {
  readonly path: string;
  readonly code: string;
  /** Paths of our own files. */
  readonly imports: readonly string[];
}

const files = await readSources(["lib", "routes", "migrations", "examples"], ["main.ts"]);

Deno.test("every source file has a place in the house", () => {
  expect(files.filter(({ path }) => layerOf(path) === -1).map(({ path }) => path)).toEqual([]);
});

Deno.test("imports point downwards only", () => {
  const wrong = files.flatMap(({ path, imports }) =>
    imports.filter((target) => layerOf(target) > layerOf(path)).map((target) => `${path} imports ${target}`)
  );
  expect(wrong).toEqual([]);
});

Deno.test("games and examples import the public module API, bytes, crypto and themselves", () => {
  const own = (path: string) => path.split("/").slice(0, path.startsWith("lib/games/") ? 3 : 2).join("/") + "/";
  const games = files.filter(({ path }) => /^(lib\/games|examples)\/[^/]+\//.test(path));
  const wrong = games.flatMap(({ path, imports }) =>
    imports.filter((target) =>
      !["lib/modules/mod.ts", "lib/platform/bytes/", "lib/platform/crypto/", own(path)].some((allowed) =>
        target.startsWith(allowed)
      )
    ).map((target) => `${path} imports ${target}`)
  );
  expect(wrong.filter((line) => !MAY_EMBED.some((path) => line.startsWith(path)))).toEqual([]);
});

Deno.test("codecs import bytes, crypto and one another", () => {
  const codecs = files.filter(({ path }) => path.includes("/protocol/"));
  expect(codecs.length).toBeGreaterThan(0);
  const wrong = codecs.flatMap(({ path, imports }) => {
    const folder = path.slice(0, path.indexOf("/protocol/") + "/protocol/".length);
    const shared = path.split("/").slice(0, 3).join("/") + "/protocol/";
    return imports.filter((target) =>
      !["lib/platform/bytes/", "lib/platform/crypto/", folder, shared].some((allowed) => target.startsWith(allowed))
    ).map((target) => `${path} imports ${target}`);
  });
  expect(wrong).toEqual([]);
});

Deno.test("the runtime is used where sockets, files and the process are, and nowhere else", () => {
  const wrong = sourceFiles().filter(({ path, code }) =>
    /\bDeno\./.test(code) && !MAY_USE_DENO.some((allowed) => path.startsWith(allowed))
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

Deno.test("time comes from the clock and chance from the random capability", () => {
  const wrong = sourceFiles().filter(({ path, code }) =>
    (path !== "lib/platform/clock.ts" &&
      /\bDate\.now\b|\bnew Date\(\)|\bsetTimeout\((?!\))|\bsetInterval\(|performance\.now/.test(code)) ||
    (path !== "lib/platform/random.ts" && /Math\.random|getRandomValues|randomUUID|randomBytes/.test(code))
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

Deno.test("only the log speaks", () => {
  expect(sourceFiles().filter(({ code }) => /\bconsole\./.test(code)).map(({ path }) => path)).toEqual([]);
});

/** Examples that embed or serve players from outside the server are programs of their own. */
const MAY_EMBED = ["examples/edge/", "examples/verifier/"];

function sourceFiles(): readonly SourceFile[] {
  return files.filter(({ path }) => !path.startsWith("examples/"));
}

function layerOf(path: string): number {
  return LAYERS.findIndex((layer) =>
    layer.some((entry) => entry.endsWith("/") ? path.startsWith(entry) : path === entry)
  );
}

async function readSources(folders: readonly string[], single: readonly string[]): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  const add = async (path: string) => {
    const text = await Deno.readTextFile(join(ROOT, path));
    const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "");
    const specifiers = [...code.matchAll(/(?:from|import\()\s*"(\.{1,2}\/[^"]+)"/g)].map((match) => match[1] ?? "");
    found.push({ path, code, imports: specifiers.map((target) => relative(ROOT, join(ROOT, dirname(path), target))) });
  };
  const walk = async (folder: string): Promise<void> => {
    for await (const entry of Deno.readDir(join(ROOT, folder))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory) await walk(path);
      else if (entry.name.endsWith(".ts") && !entry.name.endsWith("_test.ts")) await add(path);
    }
  };
  for (const folder of folders) await walk(folder);
  for (const path of single) await add(path);
  return found;
}
