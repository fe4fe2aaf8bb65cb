/** Ten minutes of a player, in a real browser of their own. */
import myGame from "../../examples/my_game/mod.ts";
import { chooseGame, createCharacter, PASSWORD, signIn, signUp, visit } from "../browser/visit.ts";
import { hasChromium } from "../support/browser_tests.ts";
import { openProfile } from "../support/chromium.ts";
import { startTestServer } from "../support/test_server.ts";

Deno.test({
  name: "ten minutes of a player",
  ignore: !hasChromium,
  async fn() {
    await using server = await startTestServer({ games: [myGame] });
    const profile = await Deno.makeTempDir({ prefix: "gatehouse_player_" });
    try {
      // An account in seconds, a character, and the game answers.
      await visit(server.url, await openProfile(profile), async ({ page }) => {
        await signUp(page, "Mara", { remember: true });
        await chooseGame(page, "My Game");
        await createCharacter(page, "Aria", "Warrior");
        await page.getByRole("button", { name: "Play Aria" }).click();
        await page.getByRole("button", { name: "Playing Aria" }).waitFor();
      }, { reducedMotion: "no-preference" });

      // The next evening the browser knows her, and everything is there.
      await visit(server.url, await openProfile(profile), async ({ page }) => {
        await page.getByRole("link", { name: "Account of Mara" }).waitFor();
        await chooseGame(page, "My Game");
        await page.getByRole("heading", { name: "Aria" }).waitFor();
        await page.getByRole("button", { name: "Sign out" }).click();
        await page.getByLabel("Username or e-mail").waitFor();
      });

      // A wrong password is said, the right one lets her in.
      await visit(server.url, await openProfile(profile), async ({ page }) => {
        await signIn(page, "Mara", "not-her-password");
        await page.getByRole("alert").filter({ hasText: /./ }).first().waitFor();
        await signIn(page, "Mara", PASSWORD);
        await page.getByRole("link", { name: "Account of Mara" }).waitFor();
      });
    } finally {
      await Deno.remove(profile, { recursive: true });
    }
  },
});
