/** Passkeys as a player meets them: made, named, signed in with, and kept as the last way in. */
import { expect } from "expect";
import { browserTest } from "../support/browser_tests.ts";
import { freePort } from "../support/free_port.ts";
import { startTestServer } from "../support/test_server.ts";
import { lookAt } from "./look.ts";
import { PASSWORD, signUp, visit } from "./visit.ts";

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
      const devTools = await context.newCDPSession(page);
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
