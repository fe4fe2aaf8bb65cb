import { hasChromium } from "../support/browser_tests.ts";
import { openProfile } from "../support/chromium.ts";
import { startTestServer } from "../support/test_server.ts";
import { signUp, visit } from "./visit.ts";

/** A player's own browser, opened once for each visit: what lies between is a restart of the browser. */
async function withProfile(act: (url: string, profile: string) => Promise<void>) {
  await using server = await startTestServer();
  const profile = await Deno.makeTempDir({ prefix: "gatehouse-browser-" });
  try {
    await act(server.url, profile);
  } finally {
    await Deno.remove(profile, { recursive: true });
  }
}

Deno.test({
  name: "a remembered player comes back signed in after the browser was closed",
  ignore: !hasChromium,
  fn: () =>
    withProfile(async (url, profile) => {
      await visit(url, await openProfile(profile), ({ page }) => signUp(page, "Mara", { remember: true }));
      await visit(url, await openProfile(profile), async ({ page }) => {
        await page.getByRole("link", { name: "Account of Mara" }).waitFor();
      });
    }),
});

Deno.test({
  name: "a player who is not remembered signs in anew after the browser was closed",
  ignore: !hasChromium,
  fn: () =>
    withProfile(async (url, profile) => {
      await visit(url, await openProfile(profile), async ({ page }) => {
        await signUp(page, "Mara");
        await page.reload(); // the same tab goes on
        await page.getByRole("link", { name: "Account of Mara" }).waitFor();
      });
      await visit(url, await openProfile(profile), async ({ page }) => {
        await page.getByLabel("Username or e-mail").waitFor();
      });
    }),
});
