/** The operators' console in a real Chromium. */
import { expect } from "expect";
import { SlimeClient } from "../doors/slime/client.ts";
import { browserTest } from "../support/browser_tests.ts";
import { addPlayer, goTo, visitConsole } from "./console_visit.ts";
import { PASSWORD } from "./visit.ts";

browserTest(
  "the first link makes an operator, leaves the address and its secret behind, and keeps the token for the window",
  (browser) =>
    visitConsole(browser, async ({ page }) => {
      await page.getByRole("navigation").getByText("Olga").waitFor();
      expect(page.url()).not.toContain("invite");
      const kept = await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])");
      const [local, session] = JSON.parse(String(kept));
      expect(local).toEqual({});
      expect(Object.keys(session)).toEqual(["console_game_token"]);
      await page.reload();
      await page.getByRole("navigation").getByText("Olga").waitFor();
    }),
);

browserTest(
  "a player is found by the keyboard alone, suspended with a reason, and the audit entry is shown",
  (browser) =>
    visitConsole(browser, async ({ page, server }) => {
      await addPlayer(server, "Mara", "mara@example.org");
      await page.locator("#search").waitFor();
      await page.keyboard.press("/");
      await page.locator("#search:focus").waitFor();
      await page.keyboard.type("mara");
      await page.keyboard.press("Enter");
      await page.getByRole("row", { name: /Mara/ }).waitFor();
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "Mara" }).waitFor();
      await page.getByRole("button", { name: "Suspend or ban" }).click();
      const dialog = page.getByRole("dialog", { name: "Suspend or ban" });
      await dialog.getByText("Mara (account ").waitFor();
      await dialog.getByText("Ends 1 session.").waitFor();
      await dialog.getByRole("button", { name: "Suspend or ban" }).click();
      await dialog.getByRole("alert").getByText("Please fill in: Reason").waitFor();
      await dialog.getByLabel("Reason").fill("threw pies");
      expect(await dialog.getByRole("alert").count()).toBe(0);
      await dialog.getByRole("button", { name: "Suspend or ban" }).click();
      await page.getByRole("status").getByText("account.suspend by Olga").waitFor();
      await page.getByText("suspended", { exact: true }).first().waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("heading", { level: 1, name: "Accounts" }).waitFor();
    }),
);

browserTest(
  "an act that opens an account asks for a proof, and then is done",
  (browser) =>
    visitConsole(browser, async ({ page, server }) => {
      const id = await addPlayer(server, "Mara");
      await server.database.write.updateTable("sessions").set({ proven_at: 0 }).execute();
      await page.goto(`${server.url}/console/#/accounts/${id}`);
      await page.getByRole("button", { name: "Change the role" }).click();
      const dialog = page.getByRole("dialog", { name: "Change the role" });
      await dialog.getByLabel("Role").selectOption("support");
      await dialog.getByRole("button", { name: "Change the role" }).click();
      const proof = page.getByRole("dialog", { name: "Prove that it is you" });
      await proof.getByLabel("Password").fill("wrong-password");
      await proof.getByRole("button", { name: "Confirm" }).click();
      await proof.getByRole("alert").getByText("That does not prove your account").waitFor();
      await proof.getByLabel("Password").fill(PASSWORD);
      await proof.getByRole("button", { name: "Confirm" }).click();
      await page.getByRole("status").getByText("account.role by Olga").waitFor();
      await page.getByText("Support", { exact: true }).first().waitFor();
    }),
);

browserTest(
  "a viewer sees only the rooms and acts of a viewer's",
  (browser) =>
    visitConsole(browser, async ({ page, server }) => {
      const id = await addPlayer(server, "Mara", "mara@example.org");
      await page.getByRole("navigation").getByText("Olga").waitFor();
      const rooms = await page.getByRole("navigation").getByRole("link").allTextContents();
      expect(rooms).toEqual(["Overview", "Accounts", "Servers", "Games", "Operators", "Olga"]);
      await page.goto(`${server.url}/console/#/accounts/${id}`);
      await page.getByText("Your role may not act on this account.").waitFor();
      await page.getByText("m…@example.org").waitFor();
      expect(await page.getByRole("button", { name: "Suspend or ban" }).count()).toBe(0);
    }, { role: "viewer" }),
);

browserTest(
  "an address is banned and the ban is lifted, several at once",
  (browser) =>
    visitConsole(browser, async ({ page }) => {
      await goTo(page, "Bans");
      for (const value of ["198.51.100.7", "198.51.100.8"]) {
        await page.getByRole("button", { name: "Ban an address or device" }).click();
        const dialog = page.getByRole("dialog");
        await dialog.getByLabel("Address or MAC").fill(value);
        await dialog.getByLabel("Reason").fill("a flood");
        await dialog.getByRole("button", { name: "Ban an address or device" }).click();
        await page.getByRole("row", { name: new RegExp(value) }).waitFor();
      }
      await page.getByRole("row", { name: /198\.51\.100\.7/ }).getByRole("button", { name: "Lift" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Lift the ban" }).click();
      await page.getByRole("status").getByText("ban.lift by Olga").waitFor();
    }),
);

browserTest("a server is added, and its key shown once", (browser) =>
  visitConsole(browser, async ({ page }) => {
    await goTo(page, "Servers");
    await page.getByRole("button", { name: "Add a server" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a server" });
    await dialog.getByLabel("Id").fill("server_002");
    await dialog.getByLabel("Name").fill("Nexus");
    await dialog.getByLabel("Address").fill("127.0.0.1");
    await dialog.getByLabel("Port").fill("24001");
    await dialog.getByRole("button", { name: "Add a server" }).click();
    const shown = page.getByRole("dialog", { name: "New key" });
    expect(await shown.locator("output").textContent()).toMatch(/^[\w-]{43}$/);
    await shown.getByRole("button", { name: "Done" }).click();
    await page.getByRole("row", { name: /Nexus/ }).waitFor();
    expect(await page.locator("output").count()).toBe(0);
  }));

browserTest(
  "a ban until a day is asked for the day, its row has the focus, and what was done is said until one goes elsewhere",
  (browser) =>
    visitConsole(browser, async ({ page, admin }) => {
      await goTo(page, "Bans");
      await page.getByRole("button", { name: "Ban an address or device" }).click();
      const dialog = page.getByRole("dialog");
      expect(await dialog.getByLabel("Until", { exact: true }).isVisible()).toBe(false);
      await dialog.getByLabel("Address or MAC").fill("198.51.100.7");
      await dialog.getByLabel("Reason").fill("a flood");
      await dialog.getByLabel("How long").selectOption("date");
      await dialog.getByRole("button", { name: "Ban an address or device" }).click();
      await dialog.getByRole("alert").getByText("Please fill in: Until").waitFor();
      expect((await admin("GET", "/bans")).json).toMatchObject({ items: [] });
      await dialog.getByLabel("Until", { exact: true }).fill("2099-01-01T12:00");
      await dialog.getByRole("button", { name: "Ban an address or device" }).click();
      await page.locator("tr:focus").getByText("198.51.100.7").waitFor();
      await page.getByRole("status").getByText("ban.create by Olga").waitFor();
      await goTo(page, "Servers");
      await page.getByText("ban.create by Olga").waitFor({ state: "detached" });
    }),
);

browserTest(
  "on a phone the rooms open where the page stands, and Escape closes them",
  (browser) =>
    visitConsole(browser, async ({ page }) => {
      await goTo(page, "System");
      await page.getByRole("heading", { name: "Configuration in force" }).waitFor();
      expect(await page.title()).toBe("System · Gatehouse");
      await page.setViewportSize({ width: 390, height: 844 });
      await page.getByText("log.format").scrollIntoViewIfNeeded();
      await page.getByRole("button", { name: "Menu" }).click();
      const rooms = page.getByRole("navigation", { name: "Rooms" });
      const { top, bottom } = await rooms.evaluate((it) => it.getBoundingClientRect().toJSON());
      expect([top >= 0, bottom <= 844]).toEqual([true, true]);
      await page.keyboard.press("Escape");
      await rooms.waitFor({ state: "hidden" });
      await page.locator("button.menu:focus").waitFor();
    }),
);

browserTest(
  "an act says what will end: sessions, and the seat in a game by the game's name",
  (browser) =>
    visitConsole(browser, async ({ page, server }) => {
      const id = await addPlayer(server, "Mara");
      const line = await SlimeClient.connect(server.ports["slime"]!);
      await line.enter({ username: "Mara", password: PASSWORD, mac: "00-AA-BB-CC-DD-01" });
      await page.goto(`${server.url}/console/#/accounts/${id}`);
      await page.getByRole("row", { name: /Slime Online 2.*Slime Online 2/ }).first().waitFor(); // its door and its device
      await page.getByRole("button", { name: "End all sessions" }).click();
      await page.getByRole("dialog").getByText("Ends 2 sessions, 1 seat in Slime Online 2.").waitFor();
      line.close();
    }),
);

browserTest(
  "a list shows fifty rows and goes on, and never more than five hundred stand in the page",
  (browser) =>
    visitConsole(browser, async ({ page, server }) => {
      const many = Array.from({ length: 530 }, (_, n) => ({
        username: `p_${n}`,
        username_key: `p_${n}`,
        email: null,
        email_key: null,
        password_hash: null,
        created_at: n,
        last_login_at: null,
        last_address: null,
      }));
      await server.database.write.insertInto("accounts").values(many).execute();
      await goTo(page, "Accounts");
      const rows = page.locator("main tbody tr");
      await page.getByText("50 rows stand here").waitFor();
      for (let shown = 100; shown <= 500; shown += 50) {
        await page.getByRole("button", { name: "Show 50 more" }).click();
        await page.getByText(`${shown} rows stand here`).waitFor();
      }
      expect(await rows.count()).toBe(500);
      await page.getByRole("button", { name: "Go on with the next rows" }).click();
      await page.getByText("31 rows", { exact: true }).waitFor();
      expect(await rows.count()).toBe(31);
    }),
);

browserTest(
  "times stand in the operator's own zone, with the UTC when pointed at",
  (browser) =>
    visitConsole(browser, async ({ page, admin }) => {
      const until = `${new Date().getFullYear() + 1}-01-31T20:30:00.000Z`;
      await admin("POST", "/bans", { kind: "ip", value: "198.51.100.7", reason: "a flood", until });
      await goTo(page, "Bans");
      const end = page.locator(`time[datetime="${until}"]`);
      expect(await end.textContent()).toMatch(/Feb 1.*05:30/);
      expect(await end.getAttribute("title")).toContain(`${until} (UTC)`);
      await goTo(page, "Operators");
      // She made her account by the link, and never logged in: what she does now is what was seen of her.
      const own = page.getByRole("region", { name: "Admin" }).getByRole("row", { name: /Olga/ });
      await own.waitFor();
      expect(await own.textContent()).not.toContain("never");
    }, { of: { timezoneId: "Asia/Tokyo" } }),
);
