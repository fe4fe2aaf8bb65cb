import { expect } from "expect";
import type { BrowserContext, Page } from "playwright-core";

/** How long the page may take for one step; every expectation of these tests waits for what it expects. */
const STEP_MS = 15_000;

export interface Visit {
  readonly page: Page;
  /** Every text message that went out on a WebSocket. */
  readonly sentFrames: string[];
  /** Every address that was asked for. */
  readonly urls: string[];
}

/**
 * Opens the players' page as a person would, and closes the browser behind them. By then the page must have broken
 * none of its own rules: no refused script or style, no uncaught error.
 *
 * @param reducedMotion what moves is drawn sixty times a second, and waited for
 */
export async function visit(
  url: string,
  context: BrowserContext,
  act: (visit: Visit) => Promise<void>,
  { reducedMotion = "reduce" }: { readonly reducedMotion?: "reduce" | "no-preference" } = {},
): Promise<void> {
  const broken: string[] = [];
  const sentFrames: string[] = [];
  const urls: string[] = [];
  try {
    context.setDefaultTimeout(STEP_MS);
    const page = context.pages()[0] ?? await context.newPage();
    await page.emulateMedia({ reducedMotion });
    page.on("pageerror", (error) => broken.push(String(error)));
    page.on("console", (message) => {
      if (/Content Security Policy|Trusted Type/.test(message.text())) broken.push(message.text());
    });
    page.on("request", (request) => urls.push(request.url()));
    page.on("websocket", (socket) => {
      urls.push(socket.url());
      socket.on("framesent", ({ payload }) => sentFrames.push(String(payload)));
    });
    await page.goto(url);
    await act({ page, sentFrames, urls });
    expect(broken).toEqual([]);
  } finally {
    await context.close();
  }
}

export const PASSWORD = "Quiet-lantern-42";

export async function signUp(page: Page, username: string, { remember = false } = {}): Promise<void> {
  await page.getByRole("tab", { name: "Create account" }).click();
  const form = page.locator("#sign-up");
  await form.getByLabel("Username").fill(username);
  await form.getByLabel("Password", { exact: true }).fill(PASSWORD);
  if (remember) await form.getByLabel("Remember me").check();
  await form.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Games" }).waitFor();
}

export async function signIn(page: Page, login: string, password = PASSWORD): Promise<void> {
  const form = page.locator("#sign-in");
  await form.getByLabel("Username or e-mail").fill(login);
  await form.getByLabel("Password", { exact: true }).fill(password);
  await form.getByRole("button", { name: "Sign in" }).click();
}

export async function createCharacter(page: Page, name: string, className = ""): Promise<void> {
  await page.getByRole("button", { name: "New character" }).click();
  const dialog = page.getByRole("dialog", { name: "New character" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Class").fill(className);
  await dialog.getByRole("button", { name: "Create" }).click();
  await dialog.waitFor({ state: "hidden" });
}

export async function chooseGame(page: Page, name: string): Promise<void> {
  await page.getByRole("region", { name: "Games" }).getByRole("button", { name }).click();
  await page.getByRole("heading", { name, exact: true }).waitFor();
}
