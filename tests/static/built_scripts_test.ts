/** `static/built/`: it is of today's sources, and stands for them in everything that a browser or a page sees. */
import { expect } from "expect";
import { join } from "node:path";
import { STATIC_FOLDER } from "../../lib/app/static_folder.ts";
import { MADE_OF, withBuiltScripts } from "../../lib/doors/files/built_scripts.ts";
import { withoutComments } from "../../lib/doors/files/comments.ts";
import { withHashedNames } from "../../lib/doors/files/hashed_names.ts";
import { createGraphReader, neededFirst } from "../../lib/doors/files/module_graph.ts";
import { openStaticFolder } from "../../lib/doors/files/static_folder.ts";

const clock = { monotonicMs: () => 0 };
const built = openStaticFolder(join(STATIC_FOLDER, "built"), clock);
const served = withBuiltScripts({ sources: openStaticFolder(STATIC_FOLDER, clock), built, clock });
const readGraph = createGraphReader(served);
const files: string[] = Object.values<{ files: string[] }>(
  JSON.parse(await Deno.readTextFile(join(STATIC_FOLDER, "built", MADE_OF))),
).flatMap(({ files }) => files);

Deno.test("the built scripts are of the sources as they are; otherwise run: deno task pages", async () => {
  expect(files).toEqual(expect.arrayContaining(["client.js", "page/main.js", "page/hall.js", "console/main.js"]));
  for (const path of files) expect([path, await served.read(path)]).toEqual([path, await built.read(path)]);
});

Deno.test("a page's first scripts are one or two files, and what is wanted later comes later", async () => {
  const first = async (path: string) => neededFirst(await readGraph(path), path);
  expect(await first("client.js")).toEqual(["client.js"]);
  expect(await first("page/main.js")).toEqual(["page/main.js", "page/shared.js"]);
  expect(await first("console/main.js")).toEqual(["console/main.js", "vendor/uplot/uPlot.esm.js"]);
  const later = [...(await readGraph("page/main.js")).keys()];
  for (const name of ["hall", "strength", "qr", "hook_times"]) expect(later).toContain(`page/${name}.js`);
});

Deno.test("every file that a built one imports is there, and others' work is in none", async () => {
  for (const path of files) {
    const graph = await readGraph(path);
    const imported = graph.get(path)!.imports.map(({ path }) => path);
    expect([path, imported.filter((target) => !graph.has(target))]).toEqual([path, []]);
    expect([path, /@license|uPlot v|uqr v/i.test(graph.get(path)!.text)]).toEqual([path, false]);
  }
});

Deno.test("a built file has no comment that a page would fetch, and nothing in it is taken for one", async () => {
  const { read } = withHashedNames(served);
  for (const path of files) {
    const text = new TextDecoder().decode((await built.read(path))!.bytes);
    expect([path, withoutComments(text) === text]).toEqual([path, true]);
    const sent = new TextDecoder().decode((await read(path))!.file.bytes);
    expect([path, sent.replaceAll(/\.[0-9a-f]{12}\.js"/g, '.js"') === text]).toEqual([path, true]);
  }
});

Deno.test("the client module is one file with the same exports, names and types", async () => {
  const text = new TextDecoder().decode((await built.read("client.js"))!.bytes);
  expect(text).toMatch(/^\/\/ @ts-self-types="\.\/client\.d\.ts"\n/);
  const source = await import("../../static/client.js");
  const made = await import(`data:text/javascript;base64,${new TextEncoder().encode(text).toBase64()}`);
  expect(Object.keys(made)).toEqual(Object.keys(source));
  for (const [name, value] of Object.entries(source)) {
    if (typeof value === "function") expect(made[name].name).toBe(name);
  }
  const client = made.createGatehouseClient({ baseUrl: "http://localhost" });
  expect(Object.keys(client)).toEqual(Object.keys(source.createGatehouseClient({ baseUrl: "http://localhost" })));
});
