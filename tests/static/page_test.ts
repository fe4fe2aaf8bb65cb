import { expect } from "expect";

const STATIC = new URL("../../static/", import.meta.url);

async function filesOf(folder: URL, ends: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory && ["vendor", "built"].includes(entry.name)) continue; // others' work; made of what is read here
    if (entry.isDirectory) texts.push(...await filesOf(new URL(`${entry.name}/`, folder), ends));
    else if (entry.name.endsWith(ends)) texts.push(await Deno.readTextFile(new URL(entry.name, folder)));
  }
  return texts;
}

Deno.test("the page holds no inline script, style or handler, so its policy can refuse them", async () => {
  for (const html of await filesOf(STATIC, ".html")) {
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
    for (const [tag] of html.matchAll(/<script[^>]*>/g)) expect(tag).toMatch(/src="(?!\w+:|\/\/)[^"]+\.js"/);
  }
});

Deno.test("nothing in the page is built from text as markup or code", async () => {
  const scripts = await filesOf(STATIC, ".js");
  expect(scripts.length).toBeGreaterThan(20);
  for (const script of scripts) {
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/);
  }
});

Deno.test("every field has a label, and every id is unique", async () => {
  const html = await Deno.readTextFile(new URL("index.html", STATIC));
  const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  expect(ids).toEqual([...new Set(ids)]);
  const fields = [...html.matchAll(/<(?:input|textarea)\b[^>]*\sid="([^"]+)"/g)].map(([, id]) => id);
  expect(fields.length).toBeGreaterThan(8);
  for (const id of fields) expect(html).toMatch(new RegExp(`<label\\s+for="${id}"`));
});
