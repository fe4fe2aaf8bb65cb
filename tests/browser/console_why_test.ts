/** "Why can't this player log in?" and the trail, in a real Chromium. */
import { expect } from "expect";
import { browserTest } from "../support/browser_tests.ts";
import { addPlayer, goTo, visitConsole } from "./console_visit.ts";

browserTest(
  "an operator finds out why a player cannot log in at WildStar, lets them in, and stands in the audit log by name",
  (browser) =>
    visitConsole(browser, async ({ page, server, admin }) => {
      const id = await addPlayer(server, "Mara", "mara@example.org");
      await admin("POST", `/accounts/${id}/suspensions`, { reason: "threw pies" });
      await goTo(page, "Why no login?");
      await page.getByLabel("Who?").fill("mara");
      const cause = page.getByRole("region", { name: "What turns this player away" });
      await cause.getByText("Ban or suspension of the account").first().waitFor();
      await page.getByRole("region", { name: "WildStar (Auth)" }).getByText("threw pies").first().waitFor();
      await cause.getByRole("button", { name: "Lift the suspension" }).first().click();
      const dialog = page.getByRole("dialog", { name: "Lift the suspension" });
      await dialog.getByText("Mara (account ").waitFor();
      await dialog.getByLabel("Reason (optional)").fill("said sorry");
      await dialog.getByRole("button", { name: "Lift the suspension" }).click();
      await page.getByRole("status").getByText("account.unsuspend by Olga").waitFor();
      await page.getByText("No door turns this player away").waitFor();
      await goTo(page, "Audit log");
      const entry = page.getByRole("row", { name: /account\.unsuspend/ });
      await entry.getByRole("link", { name: "Olga" }).waitFor();
      await entry.getByText("said sorry").waitFor();
    }),
);

browserTest(
  "attempts that come in wait above the list until they are asked for",
  (browser) =>
    visitConsole(browser, async ({ page, server }) => {
      await goTo(page, "Login trail");
      await page.getByRole("button", { name: "Live" }).click();
      await page.getByText("Listening").waitFor();
      const attempt = () =>
        fetch(`${server.url}/api/auth/login`, {
          method: "POST",
          body: JSON.stringify({ username: "nobody_here", password: "wrong-password" }),
        });
      const come = page.getByRole("button", { name: /^Show \d+ new attempt/ });
      await (await attempt()).body?.cancel();
      await come.waitFor();
      expect(await page.getByRole("row", { name: /nobody_here/ }).count()).toBe(0);
      await come.click();
      await page.getByRole("row", { name: /nobody_here/ }).first().waitFor();
    }),
);
