/** Two lists of packages: the program's, and the tests', which has all of them and its own. */
import { expect } from "expect";
import program from "../../deno.json" with { type: "json" };
import tests from "../deno.json" with { type: "json" };

Deno.test("tests run on the very packages that the program runs on", () => {
  expect(tests.imports).toMatchObject(program.imports);
  expect(tests.compilerOptions).toEqual(program.compilerOptions);
});

Deno.test("what only tests need is not fetched by the program", () => {
  const own = Object.keys(tests.imports).filter((name) => !Object.hasOwn(program.imports, name));
  expect(own).toContain("playwright-core");
  const lock = Deno.readTextFileSync(new URL("../../deno.lock", import.meta.url));
  for (const name of own) expect(lock).not.toContain(`"${name}@`);
});
