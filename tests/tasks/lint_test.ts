/** The habits that `deno lint` holds beside Deno's own rules. */
import { expect } from "expect";
import house from "../../tasks/lint/house.ts";

function findings(file: string, source: string): string[] {
  const path = new URL(`../../${file}`, import.meta.url).pathname;
  return Deno.lint.runPlugin(house, path, source).map(({ id, message }) => `${id}: ${message}`);
}

Deno.test("a file of the program says in its first line what it is for", () => {
  expect(findings("lib/a.ts", "export const a = [1];\n")).toEqual([
    "house/header: This file does not say what it is for",
  ]);
  expect(findings("lib/a.ts", "/** What it is for. */\nexport const a = [1];\n")).toEqual([]);
  expect(findings("tests/lib/a.ts", "export const a = [1];\n")).toEqual([]);
});

Deno.test("a fixed value of a module is written in capitals, and nothing else has to be", () => {
  expect(findings("lib/a.ts", "/** A. */\nconst waitMs = -2 * 1_000;\n")).toEqual([
    'house/constant-case: "waitMs" is a fixed value of its module, which is written in capitals',
  ]);
  const others =
    "/** A. */\nconst WAIT_MS = 1;\nconst list = [1];\nfunction f() {\n  const inside = 1;\n  return inside;\n}\n";
  expect(findings("lib/a.ts", others)).toEqual([]);
});
