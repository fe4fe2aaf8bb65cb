/** What the console says when something is in the way: the connection, a limit, a proof, a job that does not get on. */
import { expect } from "expect";
import { browserTest } from "../support/browser_tests.ts";
import { startTestServer } from "../support/test_server.ts";
import { addPlayer, adminOf, goTo, invitation, visitConsole } from "./console_visit.ts";
import { lookAt } from "./look.ts";
import { PASSWORD, visit } from "./visit.ts";

browserTest(
  "while the server cannot be reached the console says so, keeps what it knows, and goes on by itself",
  (browser) =>
    visitConsole(browser, async ({ page, server }) => {
      await page.clock.install();
      await goTo(page, "Overview");
      await page.getByRole("heading", { name: "Sessions", exact: true }).waitFor();
      await page.context().setOffline(true);
      await page.clock.fastForward(5_000);
      await page.getByRole("status").getByText(/^As of .* cannot be reached/).waitFor();
      await page.getByRole("heading", { name: "Sessions", exact: true }).waitFor();
      await goTo(page, "Accounts");
      await page.getByRole("alert").getByText(/cannot be reached/).waitFor();
      await lookAt(page, "lost-connection");
      await page.context().setOffline(false);
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByRole("row", { name: /Olga/ }).waitFor();

      await goTo(page, "Login trail");
      await page.context().setOffline(true);
      await page.getByRole("button", { name: "Live" }).click();
      await page.getByText("The server cannot be reached: trying again").waitFor();
      await page.context().setOffline(false);
      await page.clock.fastForward(3_000);
      await page.getByText("Listening").waitFor();
      const body = JSON.stringify({ username: "nobody_here", password: "wrong-password" });
      await (await fetch(`${server.url}/api/auth/login`, { method: "POST", body })).body?.cancel();
      await page.getByRole("button", { name: /^Show \d+ new attempt/ }).waitFor();
    }),
);

browserTest(
  "a call too many says for how long, and a wrong proof that it is wrong",
  (browser) =>
    visitConsole(browser, async ({ page, server }) => {
      const refused = { code: "rate_limited", status: 429, title: "rate limited", detail: "Too many" };
      await page.route("**/admin/api/bans*", (route) =>
        route.fulfill({ status: 429, headers: { "retry-after": "42" }, body: JSON.stringify(refused) }));
      await goTo(page, "Bans");
      await page.getByRole("alert").getByText(/42 seconds/).waitFor();
      await lookAt(page, "limit");

      const id = await addPlayer(server, "Mara");
      await server.database.write.updateTable("sessions").set({ proven_at: 0 }).execute();
      await page.goto(`${server.url}/console/#/accounts/${id}`);
      await page.getByRole("button", { name: "Change the role" }).click();
      await page.getByRole("dialog", { name: "Change the role" }).getByRole("button", { name: "Change the role" })
        .click();
      const proof = page.getByRole("dialog", { name: "Prove that it is you" });
      await proof.getByLabel("Password").fill("wrong-password");
      await proof.getByRole("button", { name: "Confirm" }).click();
      await proof.getByRole("alert").getByText("That does not prove your account").waitFor();
      await proof.locator("input:focus").waitFor();
      await lookAt(page, "proof");
    }),
);

browserTest(
  "a deletion that is overdue and a mail that was given up are found from the overview",
  (browser) =>
    visitConsole(browser, async ({ page, server }) => {
      const id = await addPlayer(server, "Mara", "mara@example.org");
      const { write } = server.database;
      await write.updateTable("accounts").set({ deletes_at: Date.now() - 3_600_000 }).where("id", "=", id).execute();
      await write.insertInto("mails").values({
        key: "a",
        account_id: id,
        name: "new_login",
        body: new Uint8Array(1),
        created_at: Date.now() - 90_000_000,
        tries: 7,
        due_at: null,
        claim: null,
        given_up_at: Date.now(),
        last_error: "connect ECONNREFUSED 203.0.113.25:587",
      }).execute();
      await goTo(page, "Overview");
      await page.getByRole("link", { name: "1 deletion is overdue" }).click();
      await page.getByRole("row", { name: /Mara/ }).getByText("deletion overdue").waitFor();
      await lookAt(page, "deletion-overdue");
      await page.getByRole("link", { name: "Mara" }).click();
      await page.getByRole("link", { name: "overdue: see what the job says" }).waitFor();
      // Of two rules under one name the one that refuses says why.
      const doors = page.getByRole("region", { name: "Doors" }).getByRole("listitem").filter({
        hasText: "Browser (HTTP)",
      });
      await doors.getByText("Its player asked for its deletion").waitFor();
      // Where much goes on, the entry that is shown is the operator's own all the same.
      await page.route("**/restore", async (route) => {
        const response = await route.fetch();
        const others = { at: Date.now(), action: "account.register", actor: "account_999", account_id: id };
        await write.insertInto("audit_log").values(Array.from({ length: 25 }, () => ({ ...others }))).execute();
        await route.fulfill({ response });
      });
      await page.getByRole("button", { name: "Stop the deletion" }).click();
      const dialog = page.getByRole("dialog", { name: "Stop the deletion" });
      await dialog.getByLabel("Reason (optional)").fill("asked by mistake");
      await dialog.getByRole("button", { name: "Stop the deletion" }).click();
      await page.getByRole("status").getByText(/by Olga .* “asked by mistake”/).waitFor();
      await page.getByText("active", { exact: true }).first().waitFor();

      await goTo(page, "Overview");
      await page.getByRole("link", { name: "1 mail was given up" }).click();
      const mail = page.getByRole("row", { name: /Login from a new place Mara/ });
      await mail.getByText("given up").waitFor();
      await mail.getByText("ECONNREFUSED").waitFor();
      // A database in memory is backed up by nobody: that is said, and nothing offered.
      await page.getByText("Only an embedded database in a folder is backed up here").waitFor();
      expect(await page.getByRole("button", { name: "Back up now" }).count()).toBe(0);
      await lookAt(page, "mail-given-up");
    }),
);

browserTest(
  "what needs a hand stands first: a server that fell silent, backups that stopped, changes that are not heard",
  (browser) =>
    visitConsole(browser, async ({ page }) => {
      const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
      await page.route("**/admin/api/overview", async (route) => {
        const answer = await (await route.fetch()).json();
        await route.fulfill({
          json: {
            ...answer,
            hearing: false,
            failedHooks: 2,
            serversOffline: [{ id: "eu_1", name: "Evindra", lastHeartbeat: ago(3) }],
            backups: { latest: ago(72), everyHours: 24 },
          },
        });
      });
      await goTo(page, "Overview");
      const hand = page.getByRole("region", { name: "Needs a hand" });
      await hand.getByRole("link", { name: "Evindra was last heard of 3 hours ago" }).waitFor();
      await hand.getByRole("link", { name: "The latest backup was made 3 days ago" }).waitFor();
      await hand.getByRole("link", { name: "2 hooks failed in the last hour" }).waitFor();
      await hand.getByRole("link", { name: "This instance does not hear of other instances' changes" }).waitFor();
      await lookAt(page, "needs-a-hand");
    }),
);

browserTest(
  "a chart of a place that has just begun reaches back as far as it says, and counts in whole numbers",
  (browser) =>
    visitConsole(browser, async ({ page }) => {
      await page.evaluate(`
        globalThis.drawn = [];
        const { fillText } = CanvasRenderingContext2D.prototype;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...more) {
          drawn.push(text);
          return fillText.call(this, text, ...more);
        };`);
      const at = new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString();
      await page.route("**/admin/api/series*", (route) => route.fulfill({ json: { points: [{ at, value: 1 }] } }));
      await goTo(page, "Servers");
      await goTo(page, "Overview");
      await page.getByRole("img", { name: /^Sign-ins: succeeded 1/ }).waitFor();
      await page.waitForFunction("drawn.length > 12");
      const drawn: string[] = await page.evaluate("drawn");
      const times = new Set(drawn.filter((text) => text.includes(":")));
      // Each half hour of three, whatever minute it is.
      expect(times.size).toBeGreaterThanOrEqual(5);
      expect([...times].filter((time) => !/:[03]0$/.test(time))).toEqual([]);
      const numbers = drawn.filter((text) => !text.includes(":"));
      expect(numbers.length).toBeGreaterThan(2);
      expect(numbers.filter((text) => !/^\d+$/.test(text))).toEqual([]);
    }),
);

browserTest(
  "who is invited where many have registered today is told to come by an account that is there",
  async (browser) => {
    await using server = await startTestServer({ env: { LIMITS_EXEMPT: "", LIMITS_REGISTRATIONS_PER_DAY: "1" } });
    await addPlayer(server, "Olga");
    const link = `${server.url}/console/#invite=${await invitation(adminOf(server))}`;
    await visit(link, await browser.newContext(), async ({ page }) => {
      await page.getByLabel("Username").fill("Second");
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByRole("button", { name: "Create the account" }).click();
      await page.getByRole("alert").getByText(/in 24 hours\. Or sign in with an account that you have/).waitFor();
      await lookAt(page, "many-registered");
      await page.getByRole("button", { name: "I have an account" }).click();
      await page.getByLabel("Username or e-mail").fill("Olga");
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.getByRole("heading", { name: "You are in, with the role" }).waitFor();
    });
  },
);
