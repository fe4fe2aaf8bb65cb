import { expect } from "expect";
import { fileURLToPath } from "node:url";
import { stylesWithoutComments, withoutComments } from "../../../lib/doors/files/comments.ts";

const BYTES_OF: readonly (readonly [string, string, string])[] = [
  ["a comment of several lines leaves its lines", "/** a\n * b */\nrun();\n", "\n\nrun();\n"],
  ["one that stands alone goes, with what stands before it", "{\n  // why\n  run();\n}", "{\n\n  run();\n}"],
  ["one beside code stays", "run(); // why\nx = /* one */ 1;\n", "run(); // why\nx = /* one */ 1;\n"],
  [
    "a licence stays, and what a runtime reads",
    '/*! MIT */\n// @ts-self-types="x"\n//# s\n',
    '/*! MIT */\n// @ts-self-types="x"\n//# s\n',
  ],
  ["text that looks like one stays", 'a = "\\"/*";\n// b\nc = \'//\';\n/* d */', 'a = "\\"/*";\n\nc = \'//\';\n'],
  [
    "lines of a template stay",
    "a = `x\n// y\n${{ b: `\n/* z */\n` }.b}\n// w\n`;\n// gone",
    "a = `x\n// y\n${{ b: `\n/* z */\n` }.b}\n// w\n`;\n",
  ],
  [
    "an expression is no string",
    "a = b.replace(/[\"'`/]/g, '');\n// gone\nc = 4 / 2; // \"\n",
    "a = b.replace(/[\"'`/]/g, '');\n\nc = 4 / 2; // \"\n",
  ],
  ["what does not end is left as it is", "// a\nb = `c\n", "// a\nb = `c\n"],
];

for (const [name, script, expected] of BYTES_OF) {
  Deno.test(name, () => expect(withoutComments(script)).toBe(expected));
}

Deno.test("of styles go comments that fill lines, and no text or address that looks like one", () => {
  const rest = '  color: red; /* three */\n}\n/*! MIT */\nq::before {\n  content: "\\"\\\n/* a */\\\n";\n' +
    "  background: url(data:\n/* b */\n);\n}\n/* open";
  expect(stylesWithoutComments(`p {\n/* one\n     two */\n${rest}`)).toBe(`p {\n\n\n${rest}`);
});

Deno.test("of the page's own scripts nothing goes but lines of comments, and of most some do", async () => {
  const folder = fileURLToPath(new URL("../../../static/", import.meta.url));
  let [scripts, shorter] = [0, 0];
  for (const part of ["page", "client", "console", "console/pages"]) {
    for await (const { name } of Deno.readDir(`${folder}${part}`)) {
      if (!name.endsWith(".js")) continue;
      const script = await Deno.readTextFile(`${folder}${part}/${name}`);
      const [before, after] = [script.split("\n"), withoutComments(script).split("\n")];
      expect([name, after.length]).toEqual([name, before.length]);
      const gone = before.filter((line, at) => line !== after[at]);
      expect(gone.filter((line) => !/^\s*(?:\/\/|\/\*\*|\*)/.test(line))).toEqual([]);
      scripts += 1;
      shorter += gone.length > 0 ? 1 : 0;
    }
  }
  expect(shorter).toBeGreaterThan(scripts * 0.7);
});
