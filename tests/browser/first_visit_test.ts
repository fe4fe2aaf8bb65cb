/** What a player on a phone fetches before anything can be typed. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { browserTest } from "../support/browser_tests.ts";
import { startTestServer } from "../support/test_server.ts";
import { signUp, visit } from "./visit.ts";

/** Bodies of the page and of all that it fetched, as they came over the wire. Bytes. */
async function fetchedBytes(page: Page): Promise<number> {
  return await page.evaluate(`
    performance.getEntries().reduce((sum, { encodedBodySize = 0 }) => sum + encodedBodySize, 0)`);
}

browserTest(
  "the sign-in page's first visit stays under 40 kB, and the hall comes when somebody types",
  async (browser) => {
    await using server = await startTestServer();
    await visit(server.url, await browser.newContext(), async ({ page, urls }) => {
      await page.getByRole("tab", { name: "Create account" }).waitFor();
      await page.waitForLoadState("networkidle");
      const bytes = await fetchedBytes(page);
      expect(bytes).toBeGreaterThan(20_000); // or nothing was counted
      expect(bytes).toBeLessThan(40_000);
      const isHall = (url: string) => /\/static\/page\/hall\./.test(url);
      expect(urls.filter(isHall)).toEqual([]);
      await signUp(page, "Mara");
      expect(urls.filter(isHall).length).toBe(1);
    });
  },
);

browserTest("where the scripts do not come, the page says so after a while, and how to go on", async (browser) => {
  await using server = await startTestServer();
  const context = await browser.newContext();
  await context.route(/\/static\/page\//, (route) => route.fulfill({ status: 429 }), { times: 1 });
  await visit(server.url, context, async ({ page }) => {
    const reload = page.getByRole("link", { name: "Reload the page" });
    expect(await reload.isVisible()).toBe(false);
    await page.evaluate("document.getAnimations().forEach((it) => it.finish())"); // ten seconds later
    await reload.click();
    await page.getByRole("tab", { name: "Create account" }).waitFor();
    expect(await reload.isVisible()).toBe(false);
  });
});
