import { expect } from "expect";
import { dirname, join } from "node:path";
import { openStaticFolder } from "../../../lib/doors/files/static_folder.ts";
import { withHashedNames } from "../../../lib/doors/files/hashed_names.ts";

const PAGE = `<head>
  <link rel="stylesheet" href="static/style/base.css">
  <script type="module" src="static/page/main.js"></script>
  <img src="static/picture.svg"><a href="static/none.js">
</head>`;
const FILES = {
  "index.html": PAGE,
  "style/base.css": "p {}",
  "page/main.js": 'import { a } from "./a.js";\nimport "../wire.js";\nconst later = () => import("./later.js");\n',
  "page/a.js": 'export * from "./b.js";\n',
  // A circle.
  "page/b.js": 'import { a } from "./a.js";\nconst text = "./c.js";\n',
  "page/later.js": 'import { a } from "./a.js";\nimport "./gone.js";\nimport x from "npm";\n',
  "wire.js": "export {};\n",
};

/** A folder, what it serves, and time that stands still until it is told. */
async function withFolder(
  act: (folder: {
    text(path: string): Promise<string>;
    read: ReturnType<typeof withHashedNames>["read"];
    edit(path: string, text: string): Promise<void>;
  }) => Promise<void>,
) {
  const root = await Deno.makeTempDir({ prefix: "gatehouse-static-" });
  let nowMs = 0;
  const { read } = withHashedNames(openStaticFolder(root, { monotonicMs: () => nowMs }));
  const write = async (path: string, text: string) => {
    await Deno.mkdir(join(root, dirname(path)), { recursive: true });
    await Deno.writeTextFile(join(root, path), text);
  };
  try {
    for (const [path, text] of Object.entries(FILES)) await write(path, text);
    await act({
      read,
      text: async (path) => new TextDecoder().decode((await read(path))?.file.bytes),
      async edit(path, text) {
        await write(path, text);
        nowMs += 1_000;
      },
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const named = (text: string) =>
  [...text.matchAll(/(?:static|\.{1,2})\/([\w./]*\.(?:js|css))"/g)].map(([, path]) => path);

Deno.test("a page names its scripts and styles with hashes, and what its script needs first beside it", () =>
  withFolder(async ({ text }) => {
    const names = named(await text("index.html"));
    expect(names).toEqual([
      expect.stringMatching(/^style\/base\.[0-9a-f]{12}\.css$/),
      expect.stringMatching(/^page\/main\.[0-9a-f]{12}\.js$/),
      expect.stringMatching(/^page\/a\.[0-9a-f]{12}\.js$/),
      expect.stringMatching(/^wire\.[0-9a-f]{12}\.js$/),
      expect.stringMatching(/^page\/b\.[0-9a-f]{12}\.js$/),
      "none.js",
    ]);
    expect((await text("index.html")).match(/rel="modulepreload"/g)).toHaveLength(3);
  }));

Deno.test("a script names what it imports alike, on whatever way it is asked for, and its words stay", () =>
  withFolder(async ({ text }) => {
    const [, main = ""] = named(await text("index.html"));
    expect(await text(main)).toBe(await text("page/main.js"));
    expect(await text(main)).toMatch(
      /^import \{ a \} from "\.\/a\.[0-9a-f]{12}\.js";\nimport "\.\.\/wire\.[0-9a-f]{12}\.js";\nconst later = \(\) => import\("\.\/later\.[0-9a-f]{12}\.js"\);\n$/,
    );
    expect(await text("page/b.js")).toContain('const text = "./c.js"');
    expect(await text("page/later.js")).toContain('import "./gone.js";\nimport x from "npm";');
  }));

Deno.test("styles come without their comments, whichever way they are asked for", () =>
  withFolder(async ({ text, edit }) => {
    await edit("style/base.css", "/* why */\np {}\n");
    const [styles = ""] = named(await text("index.html"));
    expect([await text(styles), await text("style/base.css")]).toEqual(["\np {}\n", "\np {}\n"]);
  }));

Deno.test("a name with the file's own hash is good for ever; another, and one without, are not", () =>
  withFolder(async ({ read, text }) => {
    const [style = "", main = ""] = named(await text("index.html"));
    expect((await read(style))?.isForever).toBe(true);
    expect((await read(main))?.isForever).toBe(true);
    expect((await read("page/main.js"))?.isForever).toBe(false);
    const older = await read("page/main.000000000000.js");
    expect(older?.isForever).toBe(false);
    expect(older?.file).toBe((await read(main))?.file);
    expect(await read("page/gone.000000000000.js")).toBe(null);
  }));

Deno.test("an edit renames the file and all that bring it in, and nothing else, within a second", () =>
  withFolder(async ({ text, edit }) => {
    const before = named(await text("index.html"));
    await edit("wire.js", "export const more = 1;\n");
    const after = named(await text("index.html"));
    const changed = before.flatMap((name, at) => name === after[at] ? [] : [name?.replace(/\.[0-9a-f]{12}/, "")]);
    expect(changed).toEqual(["page/main.js", "wire.js"]);
    await edit("page/b.js", "export const a = 2;\n");
    const third = named(await text("index.html"));
    const again = after.flatMap((name, at) => name === third[at] ? [] : [name?.replace(/\.[0-9a-f]{12}/, "")]);
    expect(again).toEqual(["page/main.js", "page/a.js", "page/b.js"]);
    await edit("page/b.js", FILES["page/b.js"]);
    expect(named(await text("index.html"))).toEqual(after);
  }));
