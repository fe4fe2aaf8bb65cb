/** Every test runs with the others: in one suite, which the test command names. */
import { expect } from "expect";
import { suiteOf, testFiles } from "../suites/load_suite.ts";
import { SUITES } from "../suites/suites.ts";

Deno.test("every file of tests has a suite, and every suite has an entry that loads it", async () => {
  const files = await testFiles();
  expect(files.length).toBeGreaterThan(300);
  expect(files.filter((file) => suiteOf(file) === null)).toEqual([]);
  for (const suite of Object.keys(SUITES)) {
    expect(files.some((file) => suiteOf(file) === suite)).toBe(true);
    const entry = await Deno.readTextFile(new URL(`../suites/${suite}_suite.ts`, import.meta.url));
    expect(entry).toContain(`await loadSuite("${suite}");`);
  }
});
