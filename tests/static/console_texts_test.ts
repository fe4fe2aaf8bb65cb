import { expect } from "expect";

const STATIC = new URL("../../static/", import.meta.url);

type Texts = Readonly<Record<string, string>>;

async function readTexts(language: string): Promise<Texts> {
  return JSON.parse(await Deno.readTextFile(new URL(`console/texts/${language}.json`, STATIC)));
}

/** Those of the console, without their beginning. */
function ofConsole(texts: Texts): Map<string, string> {
  return new Map(
    Object.entries(texts).filter(([key]) => key.startsWith("console.")).map(([key, text]) => [key.slice(8), text]),
  );
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
}

async function scripts(folder: URL): Promise<string[]> {
  const texts: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory) texts.push(...await scripts(new URL(`${entry.name}/`, folder)));
    else if (entry.name.endsWith(".js")) texts.push(await Deno.readTextFile(new URL(entry.name, folder)));
  }
  return texts;
}

Deno.test("every language of the console has the same texts with the same places in them", async () => {
  const [english, german] = [ofConsole(await readTexts("en")), ofConsole(await readTexts("de"))];
  expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [key, text] of english) {
    if (!key.endsWith(".one")) expect([key, placeholders(german.get(key) ?? "")]).toEqual([key, placeholders(text)]);
  }
});

Deno.test("every text that the console names is there", async () => {
  const english = ofConsole(await readTexts("en"));
  const source = (await scripts(new URL("console/", STATIC))).join("\n");
  const named = [...source.matchAll(/\bt\(\s*"([\w.]+)"/g)].map(([, key]) => key ?? "");
  const counted = [...source.matchAll(/\bcount\(\s*"([\w.]+)"/g)].map(([, key]) => `${key}.other`);
  expect(named.length).toBeGreaterThan(150);
  expect([...named, ...counted].filter((key) => !english.has(key))).toEqual([]);
});
