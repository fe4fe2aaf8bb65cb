/** What a player on a phone fetches before anything can be typed, in how many calls, and what comes later. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { browserTest } from "../support/browser_tests.ts";
import { startTestServer } from "../support/test_server.ts";
import { visitConsole } from "./console_visit.ts";
import { signUp, visit } from "./visit.ts";

/** Bodies of the page and of all that it fetched, as they came over the wire. Bytes. */
async function fetchedBytes(page: Page): Promise<number> {
  return await page.evaluate(`
    performance.getEntries().reduce((sum, { encodedBodySize = 0 }) => sum + encodedBodySize, 0)`);
}

browserTest(
  "the sign-in page's first visit is nine calls and under 30 kB, and the hall comes when somebody types",
  async (browser) => {
    await using server = await startTestServer();
    await visit(server.url, await browser.newContext(), async ({ page, urls }) => {
      await page.getByRole("tab", { name: "Create account" }).waitFor();
      await page.waitForLoadState("networkidle");
      const bytes = await fetchedBytes(page);
      expect(bytes).toBeGreaterThan(20_000); // or nothing was counted
      expect(bytes).toBeLessThan(30_000);
      // The page, four styles, two scripts, its texts, its look: static/built/ is of other sources where it is more.
      expect(urls.length).toBeLessThanOrEqual(9);
      const isHall = (url: string) => /\/static\/page\/hall\./.test(url);
      expect(urls.filter(isHall)).toEqual([]);
      await signUp(page, "Mara");
      expect(urls.filter(isHall).length).toBe(1);
      expect(urls.filter((url) => url.endsWith(".js")).length).toBeLessThanOrEqual(4);
      expect(urls.length).toBeLessThanOrEqual(20);
    });
  },
);

browserTest("the console is two scripts, one of them its charts", async (browser) => {
  await visitConsole(browser, ({ urls }) => {
    expect(urls.filter((url) => /\.js$/.test(url)).map((url) => /static\/(.+)\.[0-9a-f]+\.js/.exec(url)?.[1])).toEqual([
      "console/main",
      "vendor/uplot/uPlot.esm",
    ]);
    return Promise.resolve();
  });
});

browserTest("a game's page fetches the client module as one file", async (browser) => {
  await using server = await startTestServer();
  await visit(server.url, await browser.newContext(), async ({ page, urls }) => {
    await page.getByRole("tab", { name: "Create account" }).waitFor();
    const before = urls.length;
    const username = await page.evaluate(`import("/static/client.js").then(async ({ createGatehouseClient }) =>
      (await createGatehouseClient().register({ username: "Mara", password: "Quiet-lantern-42" })).username)`);
    expect(username).toBe("Mara");
    expect(urls.slice(before).map((url) => new URL(url).pathname)).toEqual([
      "/static/client.js",
      "/api/auth/register",
    ]);
  });
});

browserTest(
  "who signs in on a page that is older than the server gets the page anew, as their hall",
  async (browser) => {
    await using server = await startTestServer();
    const context = await browser.newContext();
    // As after an update: what the hall shares with the doorway has another name, and is there once more.
    await context.route(/\/static\/page\/hall\.[^/]+\.js$/, async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace(/(\.\/(?:shared|texts)\.)[0-9a-f]{12}/, "$1000000000000");
      await route.fulfill({ body, contentType: "text/javascript", headers: { "cache-control": "no-store" } });
    }, { times: 1 });
    await visit(server.url, context, async ({ page, urls }) => {
      await page.getByRole("tab", { name: "Create account" }).waitFor();
      await page.clock.install();
      await page.clock.fastForward("02:00");
      await signUp(page, "Mara");
      expect(urls.filter((url) => url === `${server.url}/`).length).toBe(2);
      expect(await page.getByRole("heading", { name: "Games" }).isVisible()).toBe(true);
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
