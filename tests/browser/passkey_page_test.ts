/** Passkeys as a player meets them: made, named, signed in with, and kept as the last way in. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { browserTest } from "../support/browser_tests.ts";
import { freePort } from "../support/free_port.ts";
import { startTestServer } from "../support/test_server.ts";
import { lookAt } from "./look.ts";
import { PASSWORD, signUp, visit } from "./visit.ts";

/** A phone, or whatever else keeps passkeys, that says yes by itself. */
async function addAuthenticator(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send("WebAuthn.enable");
  await devTools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

browserTest(
  "a passkey is made and named on the page, stands first from then on, and signs in by itself",
  async (browser) => {
    const port = freePort();
    const url = `http://localhost:${port}`;
    await using _server = await startTestServer({ env: { PORT: String(port), PUBLIC_URL: url } });
    const context = await browser.newContext();
    // The browser's own list would answer before the button is pressed.
    await context.addInitScript("PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)");
    await visit(url, context, async ({ page }) => {
      await addAuthenticator(page);
      await signUp(page, "Mara");
      await page.goto(`${url}/#account/security`);
      const panel = page.getByRole("region", { name: "Passkeys" });
      await panel.getByText("No passkey yet.").waitFor();
      await panel.getByRole("button", { name: "Add a passkey" }).click();
      const shown = page.getByRole("dialog", { name: "Recovery codes" });
      await shown.waitFor();
      expect(await shown.getByRole("listitem").count()).toBe(10);
      await shown.getByRole("button", { name: "I have kept them" }).click();
      await panel.getByRole("status").getByText("The passkey is added.").waitFor();
      await panel.getByRole("button", { name: /^Rename/ }).click();
      const naming = page.getByRole("dialog", { name: "Rename" });
      await lookAt(page, "a passkey is named");
      await naming.getByLabel("Name of the passkey").fill("My phone");
      await naming.getByRole("button", { name: "Save" }).click();
      await panel.getByText("My phone").waitFor();

      await page.getByRole("navigation").getByRole("button", { name: "Sign out" }).click();
      await page.locator("#passkey-door.first").waitFor();
      await lookAt(page, "sign in with a passkey");
      await page.getByRole("button", { name: "Sign in with a passkey" }).click();
      await page.getByRole("link", { name: "Account of Mara" }).click();

      await page.getByRole("button", { name: "Remove the password" }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Remove the password" }).click();
      await page.getByText("The password is gone. Your passkeys let you in.").waitFor();
      await lookAt(page, "an account without a password");
      await panel.getByRole("button", { name: "Remove: My phone" }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
      await panel.getByRole("alert").getByText("That is the only way into this account, so it has to stay.").waitFor();
      await page.getByRole("region", { name: "Password", exact: true }).getByLabel("New password").fill(PASSWORD);
      await page.getByRole("button", { name: "Set a password" }).click();
      await page.getByRole("region", { name: "Password", exact: true }).getByLabel("Current password").waitFor();
    });
  },
);

browserTest(
  "what matters asks who it is once the sign-in is a while ago, and a passkey is the answer",
  async (browser) => {
    const port = freePort();
    const url = `http://localhost:${port}`;
    await using server = await startTestServer({ env: { PORT: String(port), PUBLIC_URL: url } });
    const context = await browser.newContext();
    await visit(url, context, async ({ page }) => {
      await addAuthenticator(page);
      await signUp(page, "Mara");
      await page.goto(`${url}/#account/security`);
      const panel = page.getByRole("region", { name: "Passkeys" });
      await panel.getByRole("button", { name: "Add a passkey" }).click();
      await page.getByRole("button", { name: "I have kept them" }).click();
      await panel.getByRole("status").getByText("The passkey is added.").waitFor();

      const proof = page.getByRole("dialog", { name: "Is it you?" });
      const newCodes = page.getByRole("button", { name: "Make new codes" });
      const makeCodes = async () => {
        await newCodes.click();
        const sure = page.getByRole("alertdialog").getByRole("button", { name: "Make new codes" });
        await sure.click();
      };
      const { write } = server.database;
      const forget = () => write.updateTable("sessions").set({ proven_at: 0 }).execute();
      await forget();
      await makeCodes();
      await proof.waitFor();
      await lookAt(page, "proving by a passkey who it is");
      // Going back does nothing, and the act is not done.
      await page.keyboard.press("Escape");
      await proof.waitFor({ state: "hidden" });
      const before = await write.selectFrom("recovery_codes").select("hash").execute();
      await makeCodes();
      await proof.getByRole("button", { name: /passkey/i }).click();
      const shown = page.getByRole("dialog", { name: "Recovery codes" });
      await shown.waitFor();
      expect(await shown.getByRole("listitem").count()).toBe(10);
      await shown.getByRole("button", { name: "I have kept them" }).click();
      const after = await write.selectFrom("recovery_codes").select("hash").execute();
      const kept = new Set(before.map(({ hash }) => hash.toHex()));
      expect(after.filter(({ hash }) => kept.has(hash.toHex()))).toEqual([]);
      // Proven is proven for a while.
      await makeCodes();
      await shown.waitFor();
      expect(await proof.isVisible()).toBe(false);
    });
  },
);
