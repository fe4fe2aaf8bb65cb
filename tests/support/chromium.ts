/** A real Chromium for tests: headless, alone, and silent towards the outside. */
import type { Browser, BrowserContext, BrowserType } from "playwright-core";
import { unpackChromium } from "./bundled_chromium.ts";

const DISABLE = "--disable-features=";
/** The shell first: the same engine without windows, which takes a quarter less of the processor. */
const PATHS = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** What costs a browser time that shows no page. */
const DISABLED_FEATURES = [
  "SpareRendererForSitePerProcess", // a process for the next page, which seldom comes
  "WebUIOmniboxPopup", // two pages behind every window's address bar, dearer than the page itself
  "WebUIOmniboxAimPopup",
];

const FLAGS = [
  "--headless",
  "--no-sandbox", // the tests' own pages only; as root Chromium refuses to start otherwise
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Chromium {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The one that `CHROMIUM` names, the system's, or the one of a package, which is unpacked once.
 * @throws {Error} that says how to get a Chromium
 */
export async function findChromium(): Promise<Chromium> {
  const asked = Deno.env.get("CHROMIUM");
  for (const path of asked ? [asked] : PATHS) {
    if (await isFile(path)) return { executable: path, env: {} };
  }
  const bundled = asked ? null : await unpackChromium();
  if (bundled !== null) return bundled;
  throw new Error(
    `Could not find Chromium at ${asked ?? PATHS.join(", ")}: install it ("apt-get install ` +
      'chromium-headless-shell" on Debian), or name yours in the environment variable CHROMIUM',
  );
}

/** A browser for many short visits, each with a fresh context of its own. */
export async function launchChromium(): Promise<Browser> {
  const { chromium } = await loadPlaywright();
  return await chromium.launch(await launchOptions(chromium));
}

/** A browser with one profile, which `folder` keeps: opened on it again, it is the same player's browser. */
export async function openProfile(folder: string): Promise<BrowserContext> {
  const { chromium } = await loadPlaywright();
  return await chromium.launchPersistentContext(folder, await launchOptions(chromium));
}

async function launchOptions(chromium: BrowserType) {
  const { executable, env } = await findChromium();
  return {
    executablePath: executable,
    args: [...FLAGS, `${DISABLE}${await featuresDisabledBy(chromium)},${DISABLED_FEATURES}`],
    env: { ...Deno.env.toObject(), LANG: "en_US.UTF-8", ...env },
  };
}

/**
 * Playwright's own list: of several Chromium takes the last, which is ours. It is told by Playwright's inner half only.
 * @throws {Error} when another version of Playwright tells it otherwise
 */
async function featuresDisabledBy(chromium: BrowserType): Promise<string> {
  const { _connection: connection } = chromium as unknown as {
    _connection?: { toImpl?(of: unknown): { defaultArgs?(options: object): Promise<readonly string[]> } };
  };
  const flags = await connection?.toImpl?.(chromium).defaultArgs?.({ args: [] });
  const flag = flags?.find((flag) => flag.startsWith(DISABLE));
  if (flag === undefined) {
    throw new Error("Could not read which features Playwright disables: it says that otherwise now");
  }
  return flag.slice(DISABLE.length);
}

async function loadPlaywright() {
  // While it loads, it looks into /proc/sys for Windows, which Deno lets nobody do without every permission.
  Deno.env.set("__IS_WSL_TEST__", "1");
  return await import("playwright-core");
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
