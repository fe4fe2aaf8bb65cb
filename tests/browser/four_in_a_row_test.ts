/** The two-player example as its players see it, in a real Chromium. */
import { expect } from "expect";
import type { BrowserContext, Page } from "playwright-core";
import fourInARow from "../../examples/four_in_a_row/mod.ts";
import { browserTest } from "../support/browser_tests.ts";
import { startTestServer } from "../support/test_server.ts";
import { smallTargets } from "./look.ts";
import { chooseGame, createCharacter, signUp as enterHall, visit } from "./visit.ts";

const STEP_MS = 15_000;

async function signUp(context: BrowserContext, url: string, username: string, broken: string[]): Promise<Page> {
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  page.on("pageerror", (error) => broken.push(String(error)));
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) broken.push(message.text());
  });
  await page.goto(`${url}/games/four_in_a_row`);
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password").fill("quiet-lantern");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Who is here" }).waitFor();
  return page;
}

const column = (page: Page, number: number) => page.getByRole("button", { name: `Column ${number},` });

browserTest("two browsers play a match: a challenge, turns, a reload in between, and the score", async (browser) => {
  await using server = await startTestServer({ games: [fourInARow] });
  const broken: string[] = [];
  await using contexts = new AsyncDisposableStack();
  const context = async () => contexts.adopt(await browser.newContext(), (opened) => opened.close());
  const anna = await signUp(await context(), server.url, "Anna", broken);
  const bert = await signUp(await context(), server.url, "Bert", broken);
  await anna.getByRole("button", { name: "Challenge" }).click();
  await bert.getByRole("button", { name: "Play Anna" }).click();
  await bert.getByText("Your turn: choose a column.").waitFor();
  await anna.getByText("Bert thinks …").waitFor();
  expect(await column(anna, 1).isDisabled()).toBe(true);

  for (const [turn, number] of [1, 1, 2, 2, 3, 3].entries()) {
    const page = turn % 2 === 0 ? bert : anna;
    await page.getByText("Your turn: choose a column.").waitFor();
    await column(page, number).click();
    // Whoever reloads in the middle of it finds the match as it was.
    if (turn === 2) await anna.reload();
  }
  await bert.getByText("Your turn: choose a column.").waitFor();
  await column(bert, 4).click();
  await bert.getByText("Four in a row: you win!").waitFor();
  await anna.getByText("Bert wins.").waitFor();
  await bert.getByText("Bert: 1 won, 0 lost, 0 drawn").waitFor();
  expect(await bert.locator("#board .won").count()).toBe(4);
  await anna.getByRole("button", { name: "Sign out" }).click();
  await anna.getByRole("button", { name: "Create account" }).waitFor();
  await anna.getByRole("link", { name: "All games" }).click();
  await anna.getByRole("tab", { name: "Sign in" }).waitFor();
  expect(broken).toEqual([]);
});

browserTest("Play in the hall opens the board with the very character, and there is a way back", async (browser) => {
  await using server = await startTestServer({ games: [fourInARow] });
  await visit(server.url, await browser.newContext(), async ({ page }) => {
    await enterHall(page, "Mara");
    await chooseGame(page, "Four in a row");
    await page.locator("img[src$='/games/four_in_a_row/icon.svg']").waitFor();
    // A picture and a letter take the same place: the names stand below one another.
    const lefts = await page.evaluate(
      "[...document.querySelectorAll('.game-icon')].map((it) => it.getBoundingClientRect().right)",
    ) as number[];
    expect([lefts.length > 1, new Set(lefts).size]).toEqual([true, 1]);
    await createCharacter(page, "Aria");
    await createCharacter(page, "Bela");
    await page.getByRole("button", { name: "Play Bela" }).click();
    await page.getByText("Bela: 0 won, 0 lost, 0 drawn").waitFor();
    await page.getByText("Waiting for company.").waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await smallTargets(page)).toEqual([]);
    await page.getByRole("link", { name: "All games" }).click();
    await page.getByRole("heading", { name: "Four in a row" }).waitFor();
  });
});
