/** Who may import whom: the list of `docs/architecture.md`, held over every file; and what only some may use. */
import { expect } from "expect";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  findBreaches,
  findCircles,
  findIdleArrows,
  parseRooms,
  readSource,
  type Rooms,
  type SourceFile,
} from "./support/walls.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TOPS = ["lib", "routes", "migrations", "static", "examples", "tasks", "bench"];

/** Files that may use the runtime itself; everything else is given what it needs. */
const MAY_USE_DENO = [
  "main.ts",
  "lib/platform/config/",
  "lib/doors/",
  "lib/workers/",
  "lib/lint/",
  "lib/platform/database/",
  "lib/platform/watchdog/",
  "lib/testing/",
];

const drawing = await Deno.readTextFile(join(ROOT, "docs/architecture.md"));
const rooms = parseRooms(drawing);
const files = [await read("main.ts"), ...(await Promise.all(TOPS.map(readFolder))).flat()];
/** What runs in the server. */
const serverFiles = files.filter(({ path }) => /^(main\.ts|lib\/|routes\/|migrations\/)/.test(path));

Deno.test("every file has a room, and imports only from the rooms on its room's line", () => {
  expect(files.length).toBeGreaterThan(300);
  expect(findBreaches(files, rooms)).toEqual([]);
});

Deno.test("no two rooms import each other, on whatever way round, not even types", () => {
  expect(findCircles(rooms)).toEqual([]);
});

Deno.test("no file imports itself by way of others either", () => {
  // A worker is a program of its own: whoever names it starts it, and does not import it.
  const importsOf = ({ imports }: SourceFile) => imports.filter((target) => !target.endsWith("_worker.ts"));
  expect(findCircles(new Map(files.map((file) => [file.path, importsOf(file)])))).toEqual([]);
});

Deno.test("the list has no arrow that no file needs", () => {
  expect(findIdleArrows(files, rooms)).toEqual([]);
});

Deno.test("every file and folder that docs/architecture.md names is there", async () => {
  const named = [...drawing.matchAll(/`((?:lib|routes|docs|migrations|static|tests|tasks|bench|examples)\/[\w./]*)`/g)];
  expect(named.length).toBeGreaterThan(30);
  const isThere = (path: string) => Deno.stat(join(ROOT, path)).then(() => true, () => false);
  const looked = await Promise.all(named.map(async ([, path = ""]) => await isThere(path) ? [] : [path]));
  expect(looked.flat()).toEqual([]);
});

/** Imports that a ladder of layers would let through, and who may not do what. */
const FORBIDDEN: readonly (readonly [from: string, to: string])[] = [
  ["lib/doors/net/line_listener.ts", "lib/domain/accounts/accounts.ts"],
  ["lib/domain/bans/bans.ts", "lib/domain/admin/account_acts.ts"],
  ["routes/games.ts", "lib/games/slime/module.ts"],
  ["lib/doors/websocket/gateway.ts", "lib/doors/net/line.ts"],
  ["lib/doors/websocket/gateway.ts", "lib/modules/mod.ts"],
  ["lib/domain/accounts/accounts.ts", "lib/domain/sessions/sessions.ts"],
  ["lib/platform/jobs/jobs.ts", "lib/modules/host/registry.ts"],
  ["static/client/client.js", "lib/platform/errors.ts"],
  ["tasks/new_game.ts", "lib/domain/accounts/accounts.ts"],
  ["examples/my_game/module.ts", "lib/domain/characters/characters.ts"],
];

for (const [path, target] of FORBIDDEN) {
  Deno.test(`were ${path} to import ${target}, one sentence would say so, and what to do`, () => {
    for (
      const line of [`import type { X } from "${target}"`, `export * from "${target}"`, `await import("${target}")`]
    ) {
      const [sentence = "", ...more] = findBreaches([madeUp(path, line)], rooms);
      expect(more).toEqual([]);
      expect(sentence).toContain(
        `${path} imports ${target}, and ${dirname(path).replace(/^static\/.*/, "static")} may`,
      );
      expect(sentence).toContain("Let the caller hand it in");
    }
  });
}

Deno.test("a type that a script names in a comment is an import too", () => {
  const script = readSource("static/page/hall.js", '/** @import { Game } from "../../lib/modules/mod.ts" */');
  expect(findBreaches([script], rooms)).toHaveLength(1);
});

for (
  const line of [
    "import { X } from '../lib/games/slime/module.ts'",
    "await import(`../lib/games/slime/module.ts`)",
    'import.meta.resolve("../lib/games/slime/module.ts")',
    'new URL("../lib/games/slime/module.ts", import.meta.url)',
    'import "../lib/games/slime/module.ts"',
    'type X = import("../lib/games/slime/module.ts").X',
  ]
) {
  Deno.test(`however it is written, an import is one: ${line}`, () => {
    expect(findBreaches([readSource("routes/games.ts", line)], rooms)).toHaveLength(1);
  });
}

Deno.test("a text that looks like a comment's beginning hides nothing behind it, and a comment is no code", () => {
  const text =
    'app.use("/api/*", gate);\nawait import("../lib/games/slime/module.ts");\n/** Not `Deno.exit`. */ // Nor "this.';
  const { code, imports } = readSource("routes/games.ts", text);
  expect(imports).toEqual(["lib/games/slime/module.ts"]);
  expect(code).toContain("await import");
  expect(code).not.toMatch(/Deno|this/);
});

Deno.test("an import of a new room asks for that room's line", () => {
  const [sentence = ""] = findBreaches([{ path: "lib/domain/guilds/guilds.ts", imports: [] }], rooms);
  expect(sentence).toMatch(/^lib\/domain\/guilds has no line in the list of docs\/architecture\.md\. Give it one/);
});

Deno.test("a circle is found, however long, and said once", () => {
  const circles = (lines: Record<string, string[]>) => findCircles(new Map(Object.entries(lines)));
  expect(circles({ a: ["b"], b: [] })).toEqual([]);
  expect(circles({ a: ["b"], b: ["a"] })).toEqual([expect.stringMatching(/^a → b → a is a circle\. Move what/)]);
  expect(circles({ x: ["a"], a: ["b", "d"], b: ["c"], c: ["a"], d: [] })).toEqual([
    expect.stringMatching(/^a → b → c → a is a circle/),
  ]);
});

Deno.test("were accounts allowed to import sessions, the circle would be found", () => {
  const line = rooms.get("lib/domain/accounts") ?? [];
  const widened: Rooms = new Map([...rooms, ["lib/domain/accounts", [...line, "lib/domain/sessions"]]]);
  expect(findCircles(widened)).toHaveLength(1);
});

Deno.test("an arrow that no file needs is named", () => {
  const list = new Map([["lib/a", ["lib/b"]], ["lib/b", []]]);
  expect(findIdleArrows([{ path: "lib/a/a.ts", imports: ["lib/b/b.ts"] }], list)).toEqual([]);
  expect(findIdleArrows([{ path: "lib/a/a.ts", imports: [] }], list)[0]).toMatch(/^No file of lib\/a imports lib\/b/);
});

Deno.test("a line that names no room is refused by name", () => {
  expect(() => parseRooms("```text\n# room → may import\nlib/a → cellar\n```")).toThrow("lib/a in the list of");
});

Deno.test("games import the public module API by its one file", () => {
  const games = files.filter(({ path }) => /^(lib\/games|examples)\/[^/]+\//.test(path));
  const wrong = games.flatMap(({ path, imports }) =>
    imports.filter((target) => target.startsWith("lib/modules/") && target !== "lib/modules/mod.ts").map((target) =>
      `${path} imports ${target}: what a game may use is exported by lib/modules/mod.ts`
    )
  );
  expect(wrong).toEqual([]);
});

Deno.test("codecs import bytes, crypto, their game's own too, and one another", () => {
  const codecs = files.filter(({ path }) => path.includes("/protocol/"));
  expect(codecs.length).toBeGreaterThan(0);
  const wrong = codecs.flatMap(({ path, imports }) => {
    const folder = path.slice(0, path.indexOf("/protocol/") + "/protocol/".length);
    const game = path.split("/").slice(0, 3).join("/");
    return imports.filter((target) =>
      !["lib/platform/bytes/", "lib/platform/crypto/", folder, `${game}/protocol/`, `${game}/crypto/`]
        .some((allowed) => target.startsWith(allowed))
    ).map((target) => `${path} imports ${target}: a codec is given values and gives values`);
  });
  expect(wrong).toEqual([]);
});

Deno.test("the runtime is used where sockets, files and the process are, and nowhere else", () => {
  const wrong = serverFiles.filter(({ path, code }) =>
    /\bDeno\./.test(code) && !MAY_USE_DENO.some((allowed) => path.startsWith(allowed))
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

Deno.test("time comes from the clock and chance from the random capability", () => {
  const wrong = serverFiles.filter(({ path, code }) =>
    (path !== "lib/platform/clock.ts" &&
      /\bDate\.now\b|\bnew Date\(\)|\bsetTimeout\((?!\))|\bsetInterval\(|performance\.now/.test(code)) ||
    (path !== "lib/platform/random.ts" && /Math\.random|getRandomValues|randomUUID|randomBytes/.test(code))
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

Deno.test("only the log speaks", () => {
  expect(serverFiles.filter(({ code }) => /\bconsole\./.test(code)).map(({ path }) => path)).toEqual([]);
});

/** A file with one import of another, as both lie. */
function madeUp(path: string, line: string): SourceFile {
  const up = dirname(path).split("/").map(() => "..").join("/");
  return readSource(path, line.replace(/"(.+)"/, `"${up}/$1"`));
}

async function read(path: string): Promise<SourceFile> {
  return readSource(path, await Deno.readTextFile(join(ROOT, path)));
}

async function readFolder(folder: string): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, folder))) {
    const path = `${folder}/${name}`;
    if (isDirectory && name !== "vendor" && path !== "static/built") found.push(...await readFolder(path));
    else if (/\.(ts|m?js)$/.test(name) && !/_test\.ts$/.test(name)) found.push(await read(path));
  }
  return found;
}
