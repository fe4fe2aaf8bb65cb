/** The console in German, and what it says once. */
import { expect } from "expect";
import { browserTest } from "../support/browser_tests.ts";
import { addPlayer, visitConsole } from "./console_visit.ts";

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

      await open("#/system");
      await page.getByText("Wie lange ein JWT lebt.").waitFor();
    }, { config: { accounts: { deletionGraceDays: 9 } } }),
);
