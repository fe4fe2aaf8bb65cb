/** The hall as players find it, and what only who writes a game sees. */
import { expect } from "expect";
import myGame from "../../examples/my_game/mod.ts";
import { systemClock } from "../../lib/platform/clock.ts";
import { openPlayer, PLAYER_PASSWORD } from "../../lib/testing/player.ts";
import { browserTest } from "../support/browser_tests.ts";
import { startTestServer } from "../support/test_server.ts";
import { greeterGame } from "./greeter_game.ts";
import { knightGame } from "./knight_game.ts";
import { lookAt, smallTargets } from "./look.ts";
import { chooseGame, createCharacter, signUp, visit } from "./visit.ts";

browserTest(
  "a player finds games, what each says of a character, and how a game of its own client is started",
  async (browser) => {
    await using server = await startTestServer({
      games: [myGame, greeterGame],
      config: { limits: { charactersPerGame: 2 } },
    });
    await visit(
      server.url,
      await browser.newContext({ hasTouch: true, viewport: { width: 390, height: 844 } }),
      async ({ page }) => {
        expect(await smallTargets(page)).toEqual([]);
        await page.getByRole("tab", { name: "Create account" }).click();
        await lookAt(page, "create account");
        await page.setViewportSize({ width: 390, height: 844 });
        expect(await smallTargets(page)).toEqual([]);

        await signUp(page, "Mara");
        expect(await page.title()).toBe("Play · Gatehouse");
        await page.getByRole("heading", { name: "My Game" }).waitFor(); // before those that wait for a client of their own
        await lookAt(page, "hall without characters");
        await page.getByRole("button", { name: "New character" }).click();
        await lookAt(page, "new character");
        await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
        await createCharacter(page, "Aria", "Warrior");
        await page.getByRole("status").getByText("Aria is here.").waitFor({ state: "attached" });
        expect(await page.evaluate("document.activeElement.ariaLabel")).toBe("Play Aria");
        await createCharacter(page, "Bela", "Mage");
        await page.getByText("2 of 2 characters").waitFor();
        await page.getByText("All your places are taken.").waitFor();
        await page.getByRole("button", { name: "Play Aria" }).click();
        await page.getByRole("button", { name: "Playing Aria" }).waitFor();
        await lookAt(page, "hall");
        await page.setViewportSize({ width: 390, height: 844 });
        expect(await smallTargets(page)).toEqual([]);
        expect(
          await page.getByText("Write to the game").count() +
            await page.getByText("Messages", { exact: true }).filter({ visible: true }).count(),
        ).toBe(1);

        await page.getByRole("button", { name: "Delete Aria" }).click();
        await page.getByRole("alertdialog").getByText("Aria is being played right now. The game ends for it at once.")
          .waitFor();
        await lookAt(page, "delete what is played");
        await page.getByRole("button", { name: "Keep" }).click();

        await chooseGame(page, "Slime Online 2");
        await page.getByRole("heading", { name: "How to play" }).waitFor();
        await page.getByText(`127.0.0.1, port ${server.ports["slime"]}`).waitFor();
        await lookAt(page, "a native game");
        expect(await page.getByRole("link", { name: "Add an e-mail address" }).count()).toBe(0);
        await chooseGame(page, "WildStar");
        await page.getByText("This game knows you by your e-mail address, and your account has none yet.").waitFor();
        await page.getByRole("link", { name: "Add an e-mail address" }).click();
        await page.locator("#email-title:focus").waitFor();
        await page.goBack();
        await chooseGame(page, "Slime Online 2");

        await page.reload();
        await page.getByRole("heading", { name: "How to play" }).waitFor();
        expect(await page.getByRole("heading", { name: "From the game" }).count()).toBe(0);
        await page.goto(`${server.url}/?dev`);
        await chooseGame(page, "My Game");
        await page.getByText("Write to the game").waitFor();
        await page.getByRole("button", { name: "Play Aria" }).click();
        const times = page.getByRole("group", { name: "Your code's times" });
        await times.getByRole("row", { name: /^my_game: .*select.* \d+ \d+[.,]\d \d+[.,]\d$/ }).waitFor();
        await lookAt(page, "hall of who writes a game");
      },
    );
  },
);

browserTest("a module's portrait, lines and badge stand in the hall", async (browser) => {
  await using server = await startTestServer({ games: [knightGame] });
  await visit(server.url, await browser.newContext(), async ({ page }) => {
    await signUp(page, "Mara");
    await chooseGame(page, "Knights of the Lake");
    await createCharacter(page, "Kunibert");
    await createCharacter(page, "Lost");
    const cardOf = (name: string) =>
      page.getByRole("listitem").filter({ has: page.getByRole("button", { name: `Play ${name}` }) });
    const card = cardOf("Kunibert");
    await card.getByText("Squire", { exact: true }).waitFor();
    const lines = await card.getByRole("listitem").allTextContents();
    expect(lines).toEqual(["House of Kunibert", "<b>3</b> tournaments won"]);
    await page.waitForFunction("document.querySelector('.portrait img').naturalWidth > 0");
    expect(await card.locator("img").getAttribute("src")).toBe(`${server.url}/games/knights/knight.svg`);
    // One that cannot be fetched is drawn as in any other game.
    await cardOf("Lost").locator(".portrait .figure").waitFor();
    await lookAt(page, "hall of a game that tells of its characters");
  });
});

browserTest("the hall says how many play each game, in the player's language, and keeps up", async (browser) => {
  let leapMs = 0;
  const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + leapMs };
  await using server = await startTestServer({ games: [knightGame], clock });
  await visit(server.url, await browser.newContext(), async ({ page }) => {
    await page.clock.install();
    await page.reload();
    await signUp(page, "Mara");
    const games = page.getByRole("region", { name: "Games" });
    await games.getByRole("button", { name: "Knights of the Lake", exact: true }).waitFor();

    await visit(server.url, await browser.newContext(), async ({ page: elsewhere }) => {
      await signUp(elsewhere, "Bela", { remember: true });
      await chooseGame(elsewhere, "Knights of the Lake");
      await createCharacter(elsewhere, "Kunibert");
      await elsewhere.getByRole("button", { name: "Play Kunibert" }).click();
      await elsewhere.getByRole("button", { name: "Playing Kunibert" }).waitFor();
      leapMs += 5_000;
      await page.clock.fastForward(60_000);
      await games.getByRole("button", { name: "Knights of the Lake 1 playing now", exact: true }).waitFor();
      await games.getByRole("button", { name: "Slime Online 2", exact: true }).waitFor();
      await lookAt(page, "hall of a game that is played");
    });
  });
  await visit(server.url, await browser.newContext({ locale: "de" }), async ({ page }) => {
    leapMs += 5_000;
    using mara = await openPlayer(server.url, { username: "Otto" });
    await mara.play("knights", { name: "Otto" });
    await page.locator("#sign-in").getByLabel("Name oder E-Mail").fill("Otto");
    await page.locator("#sign-in").getByLabel("Passwort", { exact: true }).fill(PLAYER_PASSWORD);
    await page.locator("#sign-in").getByRole("button", { name: "Anmelden" }).click();
    await page.getByRole("button", { name: "Knights of the Lake 1 gerade im Spiel", exact: true }).waitFor();
  });
});

browserTest("another window of the same browser comes in with its player, and leaves with them", async (browser) => {
  await using server = await startTestServer();
  await visit(server.url, await browser.newContext(), async ({ page }) => {
    const other = await page.context().newPage();
    await other.goto(server.url);
    await other.getByRole("tab", { name: "Sign in" }).waitFor();
    await page.bringToFront(); // what lies behind is drawn once a second
    await signUp(page, "Mara", { remember: true });
    await other.getByRole("link", { name: "Account of Mara" }).waitFor();
    await page.getByRole("button", { name: "Sign out" }).first().click();
    await other.getByRole("tab", { name: "Sign in" }).waitFor();
  });
});
