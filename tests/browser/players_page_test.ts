import { expect } from "expect";
import type { Browser, Page } from "playwright-core";
import myGame from "../../examples/my_game/mod.ts";
import { browserTest } from "../support/browser_tests.ts";
import { startTestServer, TEST_ADMIN_TOKEN, type TestServer } from "../support/test_server.ts";
import { openCutLine } from "./cut_line.ts";
import { greeterGame } from "./greeter_game.ts";
import { lookAt } from "./look.ts";
import { chooseGame, createCharacter, PASSWORD, signIn, signUp, type Visit, visit } from "./visit.ts";

/** A visit to a server that has, beside the built-in games, the example and the greeter. */
async function visitServer(
  browser: Browser,
  act: (visit: Visit, server: TestServer) => Promise<void>,
  how: { readonly locale?: string } = {},
) {
  await using server = await startTestServer({ games: [myGame, greeterGame] });
  await visit(server.url, await browser.newContext(how), (visit) => act(visit, server));
}

async function playAria(page: Page) {
  await signUp(page, "Mara");
  await chooseGame(page, "The Greeter");
  await createCharacter(page, "Aria");
  await page.getByRole("button", { name: "Play Aria" }).click();
  await page.getByRole("button", { name: "Playing Aria" }).waitFor();
}

browserTest(
  "a player registers, makes a character in the example game, selects it and reads what its hook answers",
  (browser) =>
    visitServer(browser, async ({ page }) => {
      await signUp(page, "Mara");
      await chooseGame(page, "My Game");
      await createCharacter(page, "Aria", "Warrior");
      await page.getByRole("button", { name: "Play Aria" }).click();
      const answer = page.getByRole("region", { name: "From the game" }).getByRole("status");
      await answer.getByRole("heading", { name: "Playing Aria" }).waitFor();
      // Only the hook knows the stats, from the game's own table.
      expect(await answer.locator("dt", { hasText: "Stats · Max hp" }).locator("+ dd").textContent()).toBe("100");
      await page.getByRole("button", { name: "Playing Aria" }).waitFor();
    }),
);

browserTest(
  "a token edited to rubbish is told as an expired session, and is thrown away",
  (browser) =>
    visitServer(browser, async ({ page }) => {
      await signUp(page, "Mara", { remember: true });
      await page.evaluate("localStorage.setItem('game_token', 'rubbish')");
      await page.reload();
      await page.getByRole("alert").getByText("Session expired").waitFor();
      expect(await page.evaluate("localStorage.getItem('game_token')")).toBe(null);
    }),
);

browserTest(
  "the socket carries the token and never the password, and no address carries either",
  (browser) =>
    visitServer(browser, async ({ page, sentFrames, urls }) => {
      await playAria(page);
      const token = String(await page.evaluate("sessionStorage.getItem('game_token')"));
      expect(token.split(".")).toHaveLength(3);
      expect(sentFrames.filter((frame) => frame.includes(token))).toHaveLength(1);
      expect(sentFrames.filter((frame) => frame.includes(PASSWORD))).toEqual([]);
      expect(urls.filter((address) => address.includes(token) || address.includes(PASSWORD))).toEqual([]);
      const kept = await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])");
      expect(kept).not.toContain(PASSWORD);
      expect(await page.locator("body").textContent()).not.toContain(token);
    }),
);

browserTest(
  "a hostile name is shown as text, on its card, in the dialog and in the game's answer",
  (browser) =>
    visitServer(browser, async ({ page }) => {
      const name = "<img src=x onerror=document.title='owned'>";
      await signUp(page, "Mara");
      await chooseGame(page, "The Greeter");
      await createCharacter(page, name, "<b>Mage</b>");
      const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });
      await card.getByText("<b>Mage</b>").waitFor();
      await card.getByRole("button", { name: "Play" }).click();
      await page.getByRole("region", { name: "From the game" }).getByRole("status").getByText(name).waitFor();
      await card.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("alertdialog").getByText(name).waitFor();
      expect(await page.locator("img, b").count()).toBe(0);
      expect(await page.title()).not.toBe("owned");
    }),
);

browserTest(
  "a character is deleted after a question, and only then",
  (browser) =>
    visitServer(browser, async ({ page }) => {
      await playAria(page);
      const question = page.getByRole("alertdialog", { name: "Delete this character?" });
      await page.getByRole("button", { name: "Delete Aria" }).click();
      await question.getByRole("button", { name: "Keep" }).click();
      await page.getByText("1 of 10 characters", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Delete Aria" }).click();
      await question.getByRole("button", { name: "Delete" }).click();
      await page.getByText("0 of 10 characters").waitFor();
      expect(await page.getByRole("heading", { name: "Aria" }).count()).toBe(0);
    }),
);

browserTest(
  "a game that makes its characters itself offers no making and no deleting",
  (browser) =>
    visitServer(browser, async ({ page }) => {
      await signUp(page, "Mara");
      await chooseGame(page, "Slime Online 2");
      await page.getByText("This game makes its characters itself").waitFor();
      expect(await page.getByRole("button", { name: /^(New|Delete)/ }).count()).toBe(0);
    }),
);

browserTest(
  "what a game refuses is told in its own words",
  (browser) =>
    visitServer(browser, async ({ page }, server) => {
      await page.goto(`${server.url}/?dev`);
      await signUp(page, "Mara");
      await chooseGame(page, "My Game");
      await createCharacter(page, "Aria");
      await page.getByRole("button", { name: "Play Aria" }).click();
      await page.getByText("Write to the game").click();
      await page.getByLabel("Message, as JSON").fill('{ "type": "rest" }');
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByRole("status").getByText("A night at the inn costs 5 gold").waitFor();
    }),
);

browserTest("signing in needs no mouse", (browser) =>
  visitServer(browser, async ({ page }) => {
    await signUp(page, "Mara");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("status").getByText("You are signed out.").waitFor();
    await page.keyboard.type("mara"); // the first field has the focus
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Tab"); // "Show"
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space"); // "Remember me"
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Games" }).waitFor();
    expect(await page.evaluate("localStorage.getItem('game_token') !== null")).toBe(true);
  }));

browserTest(
  "wrong input is told in words, beside its field, and the field has the focus",
  (browser) =>
    visitServer(browser, async ({ page }) => {
      await signIn(page, "nobody", "wrong-password");
      await page.getByRole("alert").getByText("do not belong together").waitFor();

      await page.getByRole("tab", { name: "Create account" }).click();
      const form = page.getByRole("tabpanel", { name: "Create account" });
      await form.getByLabel("Username").fill("no");
      await form.getByRole("button", { name: "Create account" }).click();
      await form.getByText("Use at least 3 characters.").waitFor();
      expect(await page.evaluate("document.activeElement.id")).toBe("sign-up-username");
    }),
);

browserTest(
  "a taken name is told beside the field, in the words of the page",
  (browser) =>
    visitServer(browser, async ({ page }) => {
      await playAria(page);
      await page.getByRole("button", { name: "New character" }).click();
      const dialog = page.getByRole("dialog", { name: "New character" });
      await dialog.getByLabel("Name").fill("ARIA");
      await dialog.getByRole("button", { name: "Create" }).click();
      await dialog.getByText("A character of that name lives in this game already.").waitFor();
      expect(await dialog.getByLabel("Name").getAttribute("aria-invalid")).toBe("true");
    }),
);

browserTest(
  "the password and the e-mail are changed, and the new ones sign in",
  (browser) =>
    visitServer(browser, async ({ page }) => {
      await signUp(page, "Mara");
      await page.getByRole("link", { name: "Account of Mara" }).click();
      const password = page.getByRole("region", { name: "Password", exact: true });
      await password.getByLabel("Current password").fill(PASSWORD);
      await password.getByLabel("New password").fill("Another-lantern-43");
      await password.getByRole("button", { name: "Change password" }).click();
      await password.getByRole("status").getByText("Password changed.").waitFor();

      const email = page.getByRole("region", { name: "E-mail", exact: true });
      await email.getByLabel("E-mail address").fill("mara@example.org");
      await email.getByLabel("Password").fill("Another-lantern-43");
      await email.getByRole("button", { name: "Change e-mail" }).click();
      await page.getByRole("region", { name: "Profile" }).getByText("mara@example.org").waitFor();

      await page.getByRole("button", { name: "Sign out everywhere" }).click();
      await page.getByRole("status").getByText("You are signed out everywhere.").waitFor();
      await signIn(page, "mara@example.org", "Another-lantern-43");
      await page.getByRole("heading", { name: "Games" }).waitFor();
    }),
);

browserTest("a lost connection is told, comes back by itself and plays on", async (browser) => {
  await using server = await startTestServer({ games: [greeterGame] });
  const line = openCutLine(server.port);
  try {
    await visit(line.url, await browser.newContext(), async ({ page, sentFrames }) => {
      await playAria(page);
      line.cut();
      const told = page.getByRole("status").getByText("Connection lost.");
      await told.waitFor();
      const before = sentFrames.length;
      line.mend();
      await told.waitFor({ state: "hidden" });
      await page.getByText("Connected", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Playing Aria" }).waitFor();
      const types = sentFrames.slice(before).map((frame) => JSON.parse(frame).type);
      expect(types.slice(0, 2)).toEqual(["auth", "selectCharacter"]);
    });
  } finally {
    line.close();
  }
});

browserTest(
  "a second browser takes the seat; the first says so and can take it back",
  (browser) =>
    visitServer(browser, async ({ page: first }, server) => {
      await playAria(first);
      await visit(server.url, await browser.newContext(), async ({ page: second }) => {
        await signIn(second, "Mara");
        await chooseGame(second, "The Greeter");
        await second.getByRole("button", { name: "Play Aria" }).click();
        await second.getByRole("button", { name: "Playing Aria" }).waitFor();
        await first.getByRole("alertdialog", { name: "Playing elsewhere" }).waitFor();
        await lookAt(first, "playing elsewhere");
        await first.getByRole("button", { name: "Play here instead" }).click();
        await first.getByRole("button", { name: "Playing Aria" }).waitFor();
        await second.getByRole("alertdialog", { name: "Playing elsewhere" }).waitFor();
      });
    }),
);

browserTest(
  "a suspended player is shown out with the reason and the end",
  (browser) =>
    visitServer(browser, async ({ page }, server) => {
      await playAria(page);
      const { id } = await page.evaluate<{ id: number }>(
        "fetch('/api/account', { headers: { authorization: 'Bearer ' + sessionStorage.game_token } }).then((r) => r.json())",
      );
      const answer = await fetch(`${server.url}/admin/api/accounts/${id}/suspensions`, {
        method: "POST",
        headers: { authorization: `Bearer ${TEST_ADMIN_TOKEN}` },
        body: JSON.stringify({ reason: "Selling gold", until: "2999-01-01T00:00:00Z" }),
      });
      expect(answer.status).toBe(201);
      await answer.body?.cancel();
      await page.getByRole("alert").getByText(/suspended: Selling gold\. It ends on .*(2998|2999)/).waitFor();
    }),
);

browserTest("nothing sticks out sideways on a narrow phone", (browser) =>
  visitServer(browser, async ({ page }) => {
    const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(overflow)).toBe(0);
    await playAria(page);
    expect(await page.evaluate(overflow)).toBe(0);
    await page.getByRole("link", { name: "Account of Mara" }).click();
    await page.getByRole("heading", { name: "Your account" }).waitFor();
    expect(await page.evaluate(overflow)).toBe(0);
  }));

browserTest(
  "the page speaks the browser's language, the built-in welcome too, and writes days as its country does",
  (browser) =>
    visitServer(browser, async ({ page }) => {
      await page.getByText("Ein Konto für alle Spiele.").waitFor();
      await page.getByRole("tab", { name: "Konto erstellen" }).click();
      const form = page.locator("#sign-up");
      await form.getByLabel("Name").fill("Mara");
      await form.getByLabel("Passwort", { exact: true }).fill(PASSWORD);
      await form.getByRole("button", { name: "Konto erstellen" }).click();
      await page.getByRole("link", { name: "Konto von Mara" }).click();
      await page.getByRole("definition").getByText(/^\d{1,2}\. \p{L}+ \d{4} um \d\d:\d\d$/u).first().waitFor();
    }, { locale: "de-AT" }),
);
