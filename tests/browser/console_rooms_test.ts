/** Every room of the console and the acts in it, in a real Chromium on one real server with rows of its own making. */
import { expect } from "expect";
import type { Page } from "playwright-core";
import { browserTest } from "../support/browser_tests.ts";
import { proxyHeader } from "../support/proxy_header.ts";
import { SlimeClient } from "../doors/slime/client.ts";
import { withFolder } from "../process/server.ts";
import { lookAt } from "./look.ts";
import { type ConsoleVisit, goTo, visitConsole } from "./console_visit.ts";
import { PASSWORD } from "./visit.ts";

const ADDRESS = "198.51.100.11";

/** A player at two doors, somebody like her, notes, bans, a server, a webhook. @returns her id */
async function furnish({ server, admin }: ConsoleVisit): Promise<number> {
  const post = async (path: string, body: object, address = ADDRESS) => {
    const headers = { "x-forwarded-for": address };
    const response = await fetch(`${server.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    return await response.json();
  };
  const { id } = await post("/api/auth/register", { username: "Mara", password: PASSWORD, email: "mara@example.org" });
  await post("/api/auth/register", { username: "Juno", password: PASSWORD });
  await post("/api/auth/login", { username: "Mara", password: "wrong-password" });
  const line = await SlimeClient.connect(server.ports["slime"]!, proxyHeader(ADDRESS));
  await line.enter({ username: "Mara", password: PASSWORD, mac: "00-AA-BB-CC-DD-01" });
  const suspension = { reason: "threw pies", until: new Date(Date.now() + 86_400_000).toISOString() };
  await admin("POST", `/accounts/${id}/suspensions`, suspension);
  await admin("POST", "/bans", { kind: "ip", value: "192.0.2.0/24", reason: "a flood" });
  await admin("POST", "/bans", { kind: "mac", value: "00-AA-BB-CC-DD-09", reason: "a device" });
  await admin("POST", "/servers", { id: "eu_1", name: "Evindra", address: "192.0.2.10", port: 23115, type: "pve" });
  await server.app.domain.trail.flush();
  line.close();
  return id;
}

/** Opens a dialog by its button, fills it, confirms, and reads what the audit log made of it. */
async function act(page: Page, title: string, entry: string | null, fill: Readonly<Record<string, string>> = {}) {
  await page.getByRole("button", { name: title, exact: true }).first().click();
  const dialog = page.getByRole("dialog", { name: title });
  for (const [label, text] of Object.entries(fill)) await dialog.getByLabel(label, { exact: true }).fill(text);
  await dialog.getByRole("button", { name: title, exact: true }).click();
  if (entry !== null) await page.getByRole("status").getByText(`${entry} by Olga`).waitFor();
}

/** What is shown this once, as a person copies it. */
async function takeSecret(page: Page, title: string): Promise<string> {
  const dialog = page.getByRole("dialog", { name: title });
  const secret = await dialog.locator("output").textContent();
  await dialog.getByRole("button", { name: "Done" }).click();
  return secret ?? "";
}

const row = (page: Page, name: RegExp) => page.getByRole("row", { name });

browserTest(
  "each room shows what is there, each act is done and recorded, and nothing bars anybody",
  (browser) =>
    withFolder(async (folder) => {
      const options = {
        env: { DATA_DIR: folder, TRUSTED_PROXIES: "127.0.0.1", LIMITS_EXEMPT: "0.0.0.0/0" },
      };
      await visitConsole(browser, async (visit) => {
        const { page, server, urls } = visit;
        const id = await furnish(visit);
        const open = async (hash: string) => {
          await page.goto(`${server.url}/console/${hash}`);
          await page.getByRole("heading", { level: 1 }).first().waitFor();
        };

        await goTo(page, "Overview");
        await page.getByRole("heading", { name: "Latest backup" }).waitFor();
        await page.getByRole("link", { name: "none yet" }).waitFor();
        await lookAt(page, "overview");

        await goTo(page, "Accounts");
        await row(page, /Juno/).waitFor();
        await lookAt(page, "accounts");

        await open(`#/accounts/${id}`);
        await page.getByText("Slime Online 2: the password").waitFor();
        const trail = page.getByRole("region", { name: "Attempts to log in" });
        await trail.getByRole("row", { name: /Slime Online 2.*succeeded/ }).waitFor();
        await page.getByRole("region", { name: "Others like it" }).getByRole("link", { name: "Juno" }).waitFor();
        await lookAt(page, "account");
        await act(page, "Write a note", "account.note", { Note: "Was kind about it" });
        await page.getByText("Was kind about it").waitFor();
        await act(page, "Revoke all tokens", "account.revoke", { Reason: "a lost laptop" });
        await act(page, "Change the name", "account.username", { Username: "Maren", Reason: "asked for it" });
        await page.getByRole("heading", { level: 1, name: "Maren" }).waitFor();
        await act(page, "Make a recovery link", null, { Reason: "lost all" });
        expect(await takeSecret(page, "Make a recovery link")).toMatch(/#reset=[\w-]{43}$/);
        await page.getByRole("region", { name: "Suspensions and bans" }).getByRole("button", { name: "Edit" }).click();
        const edit = page.getByRole("dialog", { name: "Change the suspension" });
        await edit.getByLabel("Reason").fill("threw two pies");
        await edit.getByRole("button", { name: "Change the suspension" }).click();
        await page.getByText("1 change").waitFor();

        await open(`#/why?account=${id}`);
        await page.getByText("6 of 6 doors turn this player away").waitFor();
        await lookAt(page, "why");

        await goTo(page, "Login trail");
        await row(page, /LOGIN 1/).first().waitFor();
        await row(page, /401 invalid_credentials/).first().waitFor();
        await lookAt(page, "trail");
        const file = page.waitForEvent("download");
        await page.getByRole("button", { name: "Download as CSV" }).click();
        expect((await file).suggestedFilename()).toMatch(/\.csv$/);

        await goTo(page, "Bans");
        await row(page, /192\.0\.2\.0\/24/).getByRole("button", { name: "Edit" }).click();
        const ban = page.getByRole("dialog", { name: "Change the ban" });
        await ban.getByLabel("Note for operators").fill("see the ticket");
        await ban.getByRole("button", { name: "Change the ban" }).click();
        await page.getByText("see the ticket", { exact: true }).waitFor();
        await lookAt(page, "bans");
        for (const box of await page.getByRole("checkbox", { name: /^Choose/ }).all()) await box.check();
        await act(page, "Lift 2 bans", "ban.lift", { Reason: "over" });
        await page.getByText("No ban fits.").waitFor();

        await goTo(page, "Servers");
        await row(page, /Evindra/).waitFor();
        await lookAt(page, "servers");

        await goTo(page, "Games");
        await page.getByRole("region", { name: "Slime Online 2" }).getByText("account_create").first().waitFor();
        await lookAt(page, "games");

        await goTo(page, "Operators");
        await act(page, "Invite an operator", null, { Reason: "helps at weekends" });
        expect(await takeSecret(page, "Invite an operator")).toMatch(/#invite=[\w-]{43}$/);
        await row(page, /helps at weekends/).waitFor();
        await lookAt(page, "operators");
        await act(page, "Withdraw", null);
        await page.getByText("No invitation is open.").waitFor();

        await goTo(page, "System");
        await page.getByText("[redacted]").first().waitFor();
        await showsMuchInLittle(page);
        await act(page, "Back up now", "backup.create");
        await row(page, /gatehouse-.*\.db/).waitFor();
        await act(page, "Replace the signing key", "key.rotate", { Reason: "yearly" });
        await page.getByText("verifies").waitFor();
        await lookAt(page, "system");

        await goTo(page, "Audit log");
        await row(page, /ban\.lift.*Olga/).first().waitFor();
        await lookAt(page, "audit");

        // Its own files, what operators' scripts may call, and the name and colour of the place: nothing else, nowhere else.
        const places = urls.filter((url) => !url.startsWith("blob:")).map((url) => new URL(url));
        expect([...new Set(places.map(({ origin }) => origin))]).toEqual([new URL(server.url).origin]);
        const known = /^\/(console\/|static\/|favicon|admin\/api\/|api\/auth\/|api\/account\/passkeys|api\/page$)/;
        expect(places.map(({ pathname }) => pathname).filter((path) => !known.test(path))).toEqual([]);
        await page.goto(`${server.url}/console/api/`);
        await page.getByText("operators: accounts").first().waitFor();
        await page.locator("h3[aria-level='2']").first().waitFor();
        await lookAt(page, "api");
        // Two seconds become one where what many calls answer stands once.
        const shared = await page.evaluate("ui.specSelectors.specJson().getIn(['components', 'responses']).size");
        expect(shared).toBeGreaterThan(20);
        await page.getByText("operators: accounts").click();
        const revoke = page.locator(".opblock", { hasText: "/revoke" }).first();
        await revoke.getByRole("button").first().click();
        await revoke.getByRole("button", { name: "Try it out" }).click();
        await revoke.getByRole("textbox", { name: "id", exact: true }).fill("99");
        await lookAt(page, "api-opened");
        await revoke.getByRole("button", { name: "Execute" }).click();
        await revoke.getByText("not_found").first().waitFor();
        // The call is shown as a script would make it, and the operator's token is not.
        expect(await revoke.locator(".curl").textContent()).not.toContain("Authorization");
        await page.getByRole("button", { name: "Authorize" }).first().click();
        await lookAt(page, "api-authorize");
        await page.locator(".modal-ux").getByRole("button", { name: "Close" }).first().click();
        // Its dress goes by the scheme, also while it stands there.
        await page.emulateMedia({ colorScheme: "dark" });
        await page.locator("html.dark-mode").waitFor();
        await page.emulateMedia({ colorScheme: "light" });
        await page.locator("html:not(.dark-mode)").waitFor();
      }, options);
    }),
);

/** A phone's page of System is a few screens long: what was set, what failed, and the names of the rest. */
async function showsMuchInLittle(page: Page): Promise<void> {
  const { width, height } = page.viewportSize()!;
  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  await page.getByText("[redacted]").first().waitFor();
  expect(await page.evaluate("document.documentElement.scrollHeight")).toBeLessThan(6 * 844);

  const config = page.getByRole("region", { name: "Configuration in force" });
  await page.getByRole("group", { name: "Parts of this page" }).getByRole("button", { name: "Configuration in force" })
    .click();
  expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe("Configuration in force");
  expect(await config.evaluate((it) => it.getBoundingClientRect().top)).toBeLessThan(844);
  expect(await config.getByText("adminToken").first().isVisible()).toBe(true);
  expect(await config.getByText("limits.autoBanMinutes").isVisible()).toBe(false);
  await config.getByText("limits · ").click();
  expect(await config.getByText("limits.autoBanMinutes").isVisible()).toBe(true);
  await config.getByLabel("Find a setting").fill("AUTO_BAN");
  await config.getByText("1 setting", { exact: true }).waitFor();
  expect(await config.getByRole("row").filter({ hasText: "limits.autoBanMinutes" }).isVisible()).toBe(true);
  await config.getByLabel("Find a setting").fill("nothing of the kind");
  await config.getByText("0 settings").waitFor();
  await page.setViewportSize({ width, height });
}
