import { expect } from "expect";
import myGame from "../../examples/my_game/mod.ts";
import { browserTest } from "../support/browser_tests.ts";
import { startTestServer } from "../support/test_server.ts";
import { lookAt } from "./look.ts";
import { chooseGame, createCharacter, signUp, visit } from "./visit.ts";

/** What stands in for `localStorage` and `sessionStorage`. */
const STORAGES = {
  "that is null, as in an Android WebView": "Object.defineProperty(window, kind, { get: () => null });",
  "that may not be touched":
    "Object.defineProperty(window, kind, { get: () => { throw new DOMException('denied', 'SecurityError'); } });",
  "that is full": "Storage.prototype.setItem = () => { throw new DOMException('no room', 'QuotaExceededError'); };",
};

for (const [what, replace] of Object.entries(STORAGES)) {
  browserTest(`with storage ${what} a player signs up and plays, and is not remembered`, async (browser) => {
    await using server = await startTestServer({ games: [myGame] });
    const context = await browser.newContext();
    await context.addInitScript(`for (const kind of ["localStorage", "sessionStorage"]) { ${replace} }`);
    await visit(server.url, context, async ({ page }) => {
      await signUp(page, "Mara", { remember: true });
      await chooseGame(page, "My Game");
      await createCharacter(page, "Aria");
      await page.getByRole("button", { name: "Play Aria" }).click();
      await page.getByRole("button", { name: "Playing Aria" }).waitFor();
      await page.reload();
      await page.getByLabel("Username or e-mail").waitFor();
    });
  });
}

browserTest("offline is said when the browser says so, and the line goes on when it is back", async (browser) => {
  await using server = await startTestServer({ games: [myGame] });
  const context = await browser.newContext();
  await visit(server.url, context, async ({ page }) => {
    await signUp(page, "Mara");
    await page.getByText("Connected", { exact: true }).waitFor({ state: "attached" });
    await context.setOffline(true);
    const banner = page.getByRole("status").getByText("You are offline.");
    await banner.waitFor({ timeout: 3_000 });
    expect(await banner.textContent()).toContain("Going on when the network is back");
    await lookAt(page, "offline");
    await context.setOffline(false);
    await banner.waitFor({ state: "hidden" });
  });
});
