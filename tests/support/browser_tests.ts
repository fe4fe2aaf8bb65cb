/** Tests in a real Chromium, one for all tests of a suite. On a machine without one they are left out. */
import type { Browser } from "playwright-core";
import { findChromium, launchChromium } from "./chromium.ts";

const missing = await findChromium().then(
  () => null,
  (error: unknown) => String(error).split("\n")[0]!.replace(/^\w*Error: /, ""),
);

/** For tests that open a browser themselves. */
export const hasChromium = missing === null;

let launched: Promise<Browser> | null = null;
let isFirst = true;

/** @param needs what else has to be there: without it the test is left out */
export function browserTest(name: string, run: (browser: Browser) => void | Promise<void>, needs = true): void {
  if (isFirst) {
    isFirst = false;
    Deno.test.afterAll(async () => await (await launched)?.close());
    // deno-lint-ignore no-console
    if (missing !== null) console.warn(`The browser's tests are left out. ${missing}`);
  }
  Deno.test({ name, ignore: !hasChromium || !needs, fn: async () => await run(await (launched ??= launchChromium())) });
}
