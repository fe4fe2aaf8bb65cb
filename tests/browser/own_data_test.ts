/** "Your data": a player takes it along, deletes the account, and thinks better of it. */
import { expect } from "expect";
import { browserTest } from "../support/browser_tests.ts";
import { startTestServer } from "../support/test_server.ts";
import { lookAt } from "./look.ts";
import { signIn, signUp, visit } from "./visit.ts";

browserTest("a player takes the data along, deletes the account, and keeps it after all", async (browser) => {
  await using server = await startTestServer();
  await visit(server.url, await browser.newContext(), async ({ page }) => {
    await signUp(page, "Mara");
    await page.goto(`${server.url}/#account/data`);
    const panel = page.getByRole("region", { name: "Your data" });
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      panel.getByRole("button", { name: "Get my data" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^gatehouse-Mara-\d{4}-\d\d-\d\d\.json$/);
    const file = JSON.parse(await Deno.readTextFile(await download.path()));
    expect(file).toMatchObject({ format: "gatehouse-export", account: { username: "Mara" } });

    await panel.getByRole("button", { name: "Delete my account" }).click();
    const question = page.getByRole("alertdialog", { name: "Delete your account?" });
    await lookAt(page, "delete an account");
    await question.getByRole("button", { name: "Delete my account" }).click();
    await page.getByText(/Your account goes for good on .+ sign in to keep it\./).waitFor();

    await signIn(page, "Mara");
    await page.getByRole("heading", { name: "This account is going away" }).waitFor();
    await page.getByText(/It is to be deleted\. On .+ it goes for good\./).waitFor();
    await lookAt(page, "keep an account");
    await page.getByRole("button", { name: "Keep my account" }).click();
    await page.getByRole("heading", { name: "Games" }).waitFor();
  });
});
