import { expect } from "expect";
import { LANGUAGES, pickLanguage, say, useTexts } from "../../static/page/texts.js";

const STATIC = new URL("../../static/", import.meta.url);

async function readTexts(language: string): Promise<Record<string, string>> {
  return JSON.parse(await Deno.readTextFile(new URL(`texts/${language}.json`, STATIC)));
}

function placesOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, place = ""]) => place).toSorted();
}

Deno.test("every language has the same texts, with the same places to fill in", async () => {
  const english = await readTexts("en");
  for (const language of Object.keys(LANGUAGES)) {
    const texts = await readTexts(language);
    expect(Object.keys(texts).toSorted()).toEqual(Object.keys(english).toSorted());
    for (const [name, text] of Object.entries(texts)) {
      expect([name, text.trim() === ""]).toEqual([name, false]);
      // A form for one thing may do without the number.
      if (!name.endsWith(".one")) expect([name, placesOf(text)]).toEqual([name, placesOf(english[name]!)]);
    }
  }
});

Deno.test("every file of texts is a language that can be chosen", async () => {
  const files: string[] = [];
  for await (const { name } of Deno.readDir(new URL("texts/", STATIC))) files.push(name);
  expect(files.toSorted()).toEqual(Object.keys(LANGUAGES).map((language) => `${language}.json`).toSorted());
});

Deno.test("every text that the page names is there", async () => {
  const english = await readTexts("en");
  const html = await Deno.readTextFile(new URL("index.html", STATIC));
  const named = [...html.matchAll(/data-(?:text|label|pattern-text)="([^"]+)"/g)].map(([, name = ""]) => name);
  for await (const { name } of Deno.readDir(new URL("page/", STATIC))) {
    const script = await Deno.readTextFile(new URL(`page/${name}`, STATIC));
    named.push(...[...script.matchAll(/\bsay\(\s*"([^"]+)"/g)].map(([, name = ""]) => name));
  }
  expect(named.length).toBeGreaterThan(200);
  const known = (name: string) => name in english || `${name}.other` in english;
  expect(named.filter((name) => !known(name))).toEqual([]);
});

Deno.test("the player's choice comes before the browser's languages, and English after them", () => {
  expect(pickLanguage("de", ["en-GB"])).toBe("de");
  expect(pickLanguage(null, ["fr-FR", "de-AT", "en"])).toBe("de");
  expect(pickLanguage("xx", ["fr"])).toBe("en");
});

Deno.test("a count takes the form that the language's grammar asks for", async () => {
  useTexts(await readTexts("de"), "de");
  expect([1, 2].map((count) => say("hall.count", { count }))).toEqual(["1 Figur", "2 Figuren"]);
  useTexts(await readTexts("en"), "en");
  expect([0, 1].map((count) => say("hall.count", { count }))).toEqual(["0 characters", "1 character"]);
});
