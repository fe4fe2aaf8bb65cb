/** The console in German, and what it says once. */
import { expect } from "expect";
import { browserTest } from "../support/browser_tests.ts";
import { startTestServer } from "../support/test_server.ts";
import { addPlayer, visitConsole } from "./console_visit.ts";
import { fits } from "./look.ts";
import { visit } from "./visit.ts";

browserTest(
  "in German the rules' reasons, the ends of sessions and the settings are German, and one reason of many doors is said once",
  (browser) =>
    visitConsole(browser, async ({ page, server, admin }) => {
      const id = await addPlayer(server, "Mara");
      await addPlayer(server, "Juno");
      await page.evaluate("localStorage.setItem('gatehouse_language', 'de')");
      const open = async (hash: string) => {
        await page.goto(`${server.url}/console/${hash}`);
        await page.reload();
        await page.getByRole("heading", { level: 1 }).first().waitFor();
      };

      await open("#/why?name=Mara");
      await page.getByRole("region", { name: "WildStar (STS)" })
        .getByText("Diese Tür kennt Spieler an der E-Mail, und das Konto hat keine").first().waitFor();
      await page.getByRole("region", { name: "Browser (HTTP)" }).getByText(
        /noch nie gelungen; nie geändert; seitdem 0 falsch/,
      ).first()
        .waitFor();

      await admin("POST", `/accounts/${id}/suspensions`, { reason: "threw pies" });
      await open(`#/accounts/${id}`);
      await page.getByRole("table", { name: "Sitzungen" }).getByText("beendet").first().waitFor();
      await page.getByRole("table", { name: "Sitzungen" }).getByText("· gesperrt").waitFor();
      const doors = page.getByRole("region", { name: "Türen", exact: true }).getByRole("listitem");
      await doors.getByText("threw pies").first().waitFor();
      const said = await doors.allTextContents();
      expect(said.filter((text) => text.includes("threw pies"))).toHaveLength(1);
      expect(said.find((text) => text.includes("threw pies"))).toContain(
        "Browser (HTTP), WebSocket, Spielserver (/auth)",
      );
      await page.getByRole("region", { name: "Sperren" }).getByText("fester Token").waitFor();
      await page.getByRole("button", { name: "Konto löschen" }).click();
      await page.getByRole("dialog").getByText(/^Nach 9 Tagen sind Konto und Figuren für immer fort/).waitFor();

      // The longest words there are, beside an address that is long.
      await server.database.write.insertInto("login_trail").values({
        at: Date.now(),
        door: "wildstar_sts",
        game: "wildstar",
        address: "2001:db8:85a3:8d3:1319:8a2e:370:7348",
        address_key: "620010db885a308d313198a2e03707348",
        account_id: id,
        name: "mara.of.the.market@example.org",
        name_key: "mara.of.the.market@example.org",
        result: "refused",
        rule: "account.attempts",
        code: "rate_limited",
        wire: "401 invalid_credentials",
        client: "Chrome on Linux",
        mac_key: "00aabbccdd01",
        instance: "one",
        count: 12,
        words: "Not on a Sunday, nor for anybody who threw pies on the Saturday before it",
      }).execute();
      const place = { address: "meadows.slime.example.org", port: 23116, type: "pvp", game_id: "slime" };
      await admin("POST", "/servers", { id: "slime_1", name: "Slime Meadows of the North", ...place });
      for (const room of ["trail", "servers", `why?account=${id}`]) {
        await open(`#/${room}`);
        await page.getByRole("row").nth(1).waitFor();
        if (room !== "servers") await page.getByText("“Not on a Sunday").first().waitFor();
        await fits(page, room);
      }

      await open("#/system");
      await page.getByLabel("Eine Einstellung finden").fill("wie lange ein jwt");
      await page.getByText("Wie lange ein JWT lebt.").waitFor();
      await fits(page, "system");
    }, { config: { accounts: { deletionGraceDays: 9 } } }),
);

browserTest("the language is the browser's, unless somebody chose one", async (browser) => {
  await using server = await startTestServer();
  await visit(`${server.url}/console/`, await browser.newContext({ locale: "de-AT" }), async ({ page }) => {
    await page.getByRole("heading", { name: "An der Konsole anmelden" }).waitFor();
    expect(await page.evaluate("document.documentElement.lang")).toBe("de");
    await page.evaluate("localStorage.setItem('gatehouse_language', 'en')");
    await page.reload();
    await page.getByRole("heading", { name: "Sign in to the console" }).waitFor();
  });
});
