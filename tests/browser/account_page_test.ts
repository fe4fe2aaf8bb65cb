/** The account's page beside passwords and factors: guests, old clients, sessions, and who tried. */
import { expect } from "expect";
import type { Browser, Page } from "playwright-core";
import myGame from "../../examples/my_game/mod.ts";
import { codeAt } from "../doors/accounts/authenticator.ts";
import { browserTest } from "../support/browser_tests.ts";
import { SlimeClient } from "../doors/slime/client.ts";
import { startTestServer, type TestServer } from "../support/test_server.ts";
import { lookAt } from "./look.ts";
import { chooseGame, createCharacter, PASSWORD, signIn, signUp, visit } from "./visit.ts";

async function withPage(browser: Browser, act: (page: Page, server: TestServer) => Promise<void>) {
  await using server = await startTestServer({ games: [myGame], config: { accounts: { guests: true } } });
  await visit(server.url, await browser.newContext(), ({ page }) => act(page, server));
}

/** What Slime's own client hears. */
async function slime({ ports }: TestServer, username: string, password: string): Promise<"in" | "out"> {
  using client = await SlimeClient.connect(ports["slime"]!);
  return typeof await client.login({ username, password }) === "object" ? "in" : "out";
}

browserTest(
  "a guest plays, comes back on the same device, and keeps the account with a name",
  (browser) =>
    withPage(browser, async (page) => {
      await page.getByRole("button", { name: "Play as a guest" }).waitFor();
      await lookAt(page, "sign in");
      await page.getByRole("button", { name: "Play as a guest" }).click();
      const own = page.getByRole("link", { name: /^Account of guest_\w{6}$/ });
      const name = await own.textContent();
      await page.getByRole("button", { name: "Sign out" }).first().click();
      await page.getByRole("button", { name: "Go on as your guest" }).click();
      expect(await own.textContent()).toBe(name);

      await chooseGame(page, "Slime Online 2");
      await page.getByText("A guest has no password for this game’s client.").waitFor();
      await page.getByRole("link", { name: "Keep this account" }).click();
      const keep = page.getByRole("region", { name: "Keep this account" });
      await lookAt(page, "guest account");
      await keep.getByLabel("Username").fill("Mara");
      await keep.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await keep.getByRole("button", { name: "Keep this account" }).click();
      await page.getByRole("status").getByText("The account is yours now, Mara.").waitFor();
      await page.getByRole("link", { name: "Account of Mara" }).waitFor();
      await page.getByRole("button", { name: "Sign out" }).first().click();
      await page.getByRole("button", { name: "Play as a guest" }).waitFor();
      await signIn(page, "mara");
      await page.getByRole("link", { name: "Account of Mara" }).waitFor();
    }),
);

browserTest(
  "an old client is let in by its own password, by a window, and by its player's word; else it is not",
  (browser) =>
    withPage(browser, async (page, server) => {
      await signUp(page, "Mara");
      await page.goto(`${server.url}/#account/clients`);
      const clients = page.getByRole("region", { name: "Game clients" });
      const button = (name: string) => page.getByRole("button", { name: `${name}: Slime Online 2` });
      const done = (text: string) => page.getByRole("status").getByText(text).waitFor();
      const yes = async (name: string) => {
        const question = page.getByRole("alertdialog", { name: /Are you sure|That was me/ });
        await question.getByRole("button", { name }).click();
      };
      expect(await slime(server, "Mara", PASSWORD)).toBe("in");

      await button("Make a game password").click();
      await lookAt(page, "a question");
      await yes("Make a game password");
      const shown = page.getByRole("dialog", { name: "Password for Slime Online 2" });
      const gamePassword = await shown.getByRole("listitem").textContent() ?? "";
      expect(gamePassword).toMatch(/^[a-z2-9]{16}$/);
      await lookAt(page, "a game password");
      await shown.getByRole("button", { name: "I have kept it" }).click();
      await clients.getByText("Only this game’s own password lets it in.").waitFor();
      expect(await page.locator("body").textContent()).not.toContain(gamePassword);
      expect([await slime(server, "Mara", PASSWORD), await slime(server, "Mara", gamePassword)]).toEqual(["out", "in"]);
      await button("End the game password").click();
      await yes("End the game password");
      await done("The game password of Slime Online 2 has ended.");
      expect(await slime(server, "Mara", gamePassword)).toBe("out");

      // A second factor: from then on the password counts in a window only.
      await page.getByRole("button", { name: "Set up an authenticator app" }).click();
      await page.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
      const secret = (await page.locator("#totp-secret").textContent() ?? "").replaceAll(" ", "");
      await page.getByLabel("Code from the app").fill(codeAt(secret, new Date()));
      await page.getByRole("button", { name: "Turn it on" }).click();
      await page.getByRole("button", { name: "I have kept them" }).click();
      await button("Take my account’s password").click();
      const again = page.getByRole("dialog", { name: "Is it you?" });
      await again.getByLabel("Password").fill(PASSWORD);
      await lookAt(page, "is it you");
      await again.getByRole("button", { name: "Confirm" }).click();
      await done("Changed.");
      expect(await slime(server, "Mara", PASSWORD)).toBe("out");
      await button("Open for 10 minutes from here").click();
      await done("Slime Online 2 is open until");
      await lookAt(page, "game clients");
      expect(await slime(server, "Mara", PASSWORD)).toBe("in");
      await button("Close now").click();
      await done("Slime Online 2 is closed again.");
      expect(await slime(server, "Mara", PASSWORD)).toBe("out");

      await page.reload();
      await page.goto(`${server.url}/#account/logins`);
      await button("That was me: let it in").first().click();
      await page.getByText("Not you? Change your password.").waitFor();
      await yes("Yes, do it");
      await done("Slime Online 2 may come in from 127.0.0.1 until");
      expect(await slime(server, "Mara", PASSWORD)).toBe("in");
    }),
);

browserTest(
  "where one is signed in is shown, ended from there, and told there; and so is who tried",
  (browser) =>
    withPage(browser, async (page, server) => {
      await signUp(page, "Mara");
      const wrong = await fetch(`${server.url}/api/auth/login`, {
        method: "POST",
        body: JSON.stringify({ username: "Mara", password: "not-the-password" }),
      });
      await wrong.body?.cancel();
      await visit(server.url, await browser.newContext(), async ({ page: other }) => {
        await signIn(other, "Mara");
        await other.getByRole("heading", { name: "Games" }).waitFor();
        await chooseGame(other, "My Game");
        await createCharacter(other, "Aria");
        await other.getByRole("button", { name: "Play Aria" }).click();
        await other.getByRole("button", { name: "Playing Aria" }).waitFor();
        await page.goto(`${server.url}/#account/sessions`);
        const sessions = page.getByRole("region", { name: "Where you are signed in" });
        await sessions.getByText("(this one)").waitFor();
        expect(await sessions.getByRole("listitem").count()).toBe(2);
        await sessions.getByText(/, as Aria$/).waitFor();
        await lookAt(page, "account");
        await sessions.getByRole("button", { name: /^End: / }).click();
        await sessions.getByRole("status").getByText("That session has ended.").waitFor();
        expect(await sessions.getByRole("listitem").count()).toBe(1);
        await other.getByRole("alert").getByText("Your session here was ended from another device.").waitFor();
        await lookAt(other, "session ended elsewhere");
      });
      const tried = page.getByRole("region", { name: "Recent sign-ins" }).getByRole("listitem");
      expect(await tried.locator(".entry-name").allTextContents()).toEqual([
        "Signed in",
        "Wrong password or code",
      ]);
    }),
);
