/** What has to hold for every state of the page, whoever looks at it. */
import axe from "axe-core";
import { expect } from "expect";
import type { Page } from "playwright-core";

const WIDTHS = [390, 1280];
/** The narrowest that is looked at. */
const PHONE = 360;
const TABLET = 800;
/** The narrowest at which the console's rooms stand beside the page: its tables have the least room here. */
const BESIDE_ROOMS = 1_210;
/** How far the page, or a table of the console's within it, sticks out. Pixels. */
const TOO_WIDE = "[document.documentElement, ...document.querySelectorAll('.table-place')]" +
  ".reduce((most, { scrollWidth, clientWidth }) => Math.max(most, scrollWidth - clientWidth), 0)";
/** Whatever can be pressed is as large as a thumb: WCAG 2.2, 2.5.5. Pixels. */
const TARGET_MIN = 44;
/** What moves, colours too, is looked at where it comes to rest, and is brought there at once; what never does, moves on. */
const REST = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => " +
  "document.getAnimations().filter((it) => it.effect.getComputedTiming().endTime < Infinity)" +
  ".forEach((it) => it.finish()))";

/**
 * axe finds nothing in light or dark, and nothing sticks out sideways, on a phone, a tablet or a desk. Where the variable
 * `PICTURES` names a folder, each is pictured there.
 */
export async function lookAt(page: Page, state: string): Promise<void> {
  const pictures = Deno.env.get("PICTURES");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(REST);
    expect([state, colorScheme, await findBarriers(page, colorScheme)]).toEqual([state, colorScheme, []]);
    if (pictures === undefined) continue;
    for (const width of [...WIDTHS, 1_920]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      const path = `${pictures}/${state.replaceAll(/\W+/g, "-")}-${width}-${colorScheme}.png`;
      await page.screenshot({ path, fullPage: true });
    }
  }
  await fits(page, state);
}

/** Nothing sticks out sideways. */
export async function fits(page: Page, state: string): Promise<void> {
  for (const width of [PHONE, TABLET, BESIDE_ROOMS, ...WIDTHS]) {
    await page.setViewportSize({ width, height: 844 });
    await page.evaluate(REST); // a chart follows its place a frame later
    const tooWide = await page.evaluate(TOO_WIDE);
    expect([state, width, tooWide]).toEqual([state, width, 0]);
  }
}

/** What can be pressed and is smaller. */
export async function smallTargets(page: Page): Promise<string[]> {
  return await page.evaluate(`
    [...document.querySelectorAll("button, a, select, summary, input, textarea, label.check")].filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      const isSeen = element.checkVisibility({ visibilityProperty: true }) && width > 1 && element.type !== "checkbox";
      return isSeen && Math.min(width, height) < ${TARGET_MIN} - 0.5;
    }).map((element) => element.outerHTML.slice(0, 120))`);
}

/** All of axe's rules once; what dark colours change, again. */
async function findBarriers(page: Page, colorScheme: "light" | "dark"): Promise<string[]> {
  if (await page.evaluate("typeof axe") === "undefined") await page.evaluate(axe.source);
  const options = { resultTypes: ["violations"], ...(colorScheme === "light" ? {} : { runOnly: ["color-contrast"] }) };
  return await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))`,
  );
}
