/**
 * Loads the tests of whole folders into one runner: the program is read once for all of them, and not again for each
 * file. Any file runs by itself as well: `deno test --config tests/deno.json … tests/a_test.ts`.
 */
import { explainSuite, recordSuite } from "./explained_queries.ts";
import { type Suite, SUITES } from "./suites.ts";

/** Those that lead the program to its queries. */
const EXPLAINED: readonly Suite[] = ["domain", "doors_http", "doors_lines", "rest"];
const TOP = new URL("../../", import.meta.url);
const FOLDERS = ["examples/", "lib/", "tests/"];

/** Registers the tests of the suite. */
export async function loadSuite(suite: Suite): Promise<void> {
  const isExplained = EXPLAINED.includes(suite);
  if (isExplained) recordSuite();
  for (const file of await testFiles()) {
    if (suiteOf(file) === suite) await import(new URL(file, TOP).href);
  }
  if (isExplained) explainSuite();
}

/** The suite of the longest place that holds the file; null for one that no suite would run. */
export function suiteOf(file: string): Suite | null {
  const places = Object.entries(SUITES).flatMap(([suite, places]) => places.map((place) => ({ suite, place })));
  const holding = places.filter(({ place }) => place.endsWith("/") ? file.startsWith(place) : file === place);
  const [nearest] = holding.sort((a, b) => b.place.length - a.place.length);
  return nearest === undefined ? null : nearest.suite as Suite;
}

/** Every file of tests, in a fixed order. */
export async function testFiles(): Promise<string[]> {
  const files: string[] = [];
  for (const folder of FOLDERS) {
    for await (const file of filesIn(folder)) if (file.endsWith("_test.ts")) files.push(file);
  }
  return files.sort();
}

async function* filesIn(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, TOP))) {
    if (isDirectory) yield* filesIn(`${folder}${name}/`);
    else yield folder + name;
  }
}
