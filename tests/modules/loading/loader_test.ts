import { expect } from "expect";
import { join } from "node:path";
import { loadGameModules } from "../../../lib/modules/loading/loader.ts";
import { createTestClock } from "../../support/test_clock.ts";

const clock = createTestClock();

/** Runs `run` with a folder that holds these files, and takes it away. */
async function withFiles(files: Record<string, string>, run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse_modules_" });
  try {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(join(folder, path, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder, path), text);
    }
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function gameText(id: string, how = "export default"): string {
  return `${how} { id: "${id}", name: "${id}", initialize() {} };`;
}

async function idsOf(source: string): Promise<string[]> {
  return (await loadGameModules(source, clock)).map(({ module }) => module.id);
}

Deno.test("a file is one module, however it exports its game", async () => {
  await withFiles({
    "a.ts": gameText("chess"),
    "b.js": gameText("checkers", "export const game ="),
    "c.ts": gameText("go_game", "export const module ="),
  }, async (folder) => {
    expect(await idsOf(join(folder, "a.ts"))).toEqual(["chess"]);
    expect(await idsOf(join(folder, "b.js"))).toEqual(["checkers"]);
    expect(await idsOf(join(folder, "c.ts"))).toEqual(["go_game"]);
  });
});

Deno.test("a folder with an entry file is one module", async () => {
  await withFiles({ "module.ts": gameText("chess"), "pieces.ts": "export const pieces = 32;" }, async (folder) => {
    expect(await idsOf(folder)).toEqual(["chess"]);
  });
});

Deno.test("a folder of modules gives each file and each folder with an entry, in the order of their names", async () => {
  await withFiles({
    "d_chess/mod.ts": gameText("chess"),
    "c_checkers/index.js": gameText("checkers"),
    "b_go.ts": gameText("go_game"),
    "a_nine/module.ts": gameText("nine"),
    "b_go_test.ts": "throw new Error('a test is no module');",
    "types.d.ts": "export {};",
    "_shared.ts": "throw new Error('shared');",
    "notes/readme.md": "",
    "readme.md": "",
  }, async (folder) => {
    expect(await idsOf(folder)).toEqual(["nine", "go_game", "checkers", "chess"]);
  });
});

Deno.test("what cannot be loaded is named first, then the cause", async () => {
  await withFiles({
    "broken/mod.ts": "throw new Error('no board');",
    "nothing.ts": "export const board = 64;",
    "wrong.ts": 'export default { id: "Chess", name: "Chess", initialize() {} };',
    "unready.ts": 'export default { id: "chess", name: "Chess" };',
    "empty/readme.md": "",
  }, async (folder) => {
    const refuse = (path: string, message: string) =>
      expect(loadGameModules(join(folder, path), clock)).rejects.toThrow(message);
    await refuse("broken", 'Could not load the game module "broken" ');
    await refuse("broken", "no board");
    await refuse("nothing.ts", "exports no game");
    await refuse("wrong.ts", '"Chess" (');
    await refuse("wrong.ts", "id: must be 2 to 32 characters of a-z");
    await refuse("unready.ts", "initialize: must be a function");
    await refuse("empty", "the folder has none");
    await refuse("missing.ts", "there is no such file or folder");
  });
});

Deno.test("a module whose import does not end is given up", async () => {
  await withFiles(
    { "slow.ts": "await new Promise(() => setInterval(() => {}, 1e6)); export default {};" },
    async (folder) => {
      const late = createTestClock();
      const armed = Promise.withResolvers<void>();
      const loading = loadGameModules(join(folder, "slow.ts"), {
        ...late,
        after(delayMs, run) {
          armed.resolve();
          return late.after(delayMs, run);
        },
      });
      await armed.promise;
      late.advance(10_000);
      await expect(loading).rejects.toThrow("it took longer than 10000 ms");
    },
  );
});

Deno.test("a package is imported by its npm name, and refused like any other", async () => {
  const { imports }: { imports: Record<string, string> } = JSON.parse(await Deno.readTextFile("deno.json"));
  const source = imports.zod ?? "";
  await expect(loadGameModules(source, clock)).rejects.toThrow(`Could not load the game module ${source}: id: `);
});
