/** Visits to the operators' console: an admin's browser, signed in by a link of invitation as a person would be. */
import { expect } from "expect";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { startTestServer, TEST_ADMIN_TOKEN, type TestServer, type TestServerOptions } from "../support/test_server.ts";
import { PASSWORD, visit } from "./visit.ts";

/** A call of the static token's, for what a test needs to be there. */
export type Admin = (method: string, path: string, body?: unknown) => Promise<{ status: number; json: unknown }>;

export interface ConsoleVisit {
  readonly page: Page;
  readonly server: TestServer;
  readonly admin: Admin;
  /** Every address that the console asked for. */
  readonly urls: readonly string[];
}

/** The console of a server of its own, open for an account with the role. */
export async function visitConsole(
  browser: Browser,
  act: (visit: ConsoleVisit) => Promise<void>,
  { role = "admin", of = {}, ...options }: TestServerOptions & {
    readonly role?: string;
    readonly of?: BrowserContextOptions;
  } = {},
): Promise<void> {
  await using server = await startTestServer(options);
  const admin = adminOf(server);
  await visit(
    `${server.url}/console/#invite=${await invitation(admin, role)}`,
    await browser.newContext(of),
    async ({ page, urls }) => {
      await register(page, "Olga");
      await act({ page, server, admin, urls });
    },
  );
}

export function adminOf(server: TestServer): Admin {
  return async (method, path, body) => {
    const response = await fetch(`${server.url}/admin/api${path}`, {
      method,
      headers: { authorization: `Bearer ${TEST_ADMIN_TOKEN}` },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, json: text === "" ? null : JSON.parse(text) };
  };
}

/** The secret of a new invitation. */
export async function invitation(admin: Admin, role = "admin"): Promise<string> {
  const { status, json } = await admin("POST", "/invites", { role, reason: "for the test" });
  expect(status).toBe(201);
  const { url } = json as { url: string };
  return new URL(url).hash.slice("#invite=".length);
}

export async function register(page: Page, username: string): Promise<void> {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.getByRole("heading", { name: /^You are in\b/ }).waitFor();
}

/** A player who registered. @returns the account's id */
export async function addPlayer(server: TestServer, username: string, email?: string): Promise<number> {
  const response = await fetch(`${server.url}/api/auth/register`, {
    method: "POST",
    body: JSON.stringify({ username, password: PASSWORD, email }),
  });
  expect(response.status).toBe(201);
  return (await response.json()).id;
}

export async function goTo(page: Page, room: string): Promise<void> {
  await page.getByRole("navigation").getByRole("link", { name: room, exact: true }).click();
  await page.getByRole("heading", { level: 1 }).first().waitFor();
}
