import { expect } from "expect";
import myGame from "../../examples/my_game/mod.ts";
import { hasChromium } from "../support/browser_tests.ts";
import { launchChromium } from "../support/chromium.ts";
import { findProxy, openProxy } from "../support/proxies.ts";
import { startTestServer } from "../support/test_server.ts";
import { chooseGame, createCharacter, signUp, visit } from "./visit.ts";

const nginx = await findProxy("nginx");

Deno.test({
  name: "behind nginx the page lies under a path of its own, on another port, and is played there",
  ignore: nginx === null || !hasChromium,
  async fn() {
    await using server = await startTestServer({ games: [myGame], env: { TRUSTED_PROXIES: "127.0.0.1" } });
    await using proxy = await openProxy({
      kind: "nginx",
      program: nginx!,
      file: "nginx/sub-path.conf",
      listens: [80],
      upstreams: { 8080: server.port },
    });
    await using browser = await launchChromium();
    const base = `http://127.0.0.1:${proxy.ports.get(80)}/game/`;
    await visit(base, await browser.newContext(), async ({ page, urls }) => {
      await signUp(page, "Mara");
      await chooseGame(page, "My Game");
      await createCharacter(page, "Aria");
      await page.getByRole("button", { name: "Play Aria" }).click();
      await page.getByRole("button", { name: "Playing Aria" }).waitFor();
      expect(urls.filter((url) => !url.replace(/^ws/, "http").startsWith(base))).toEqual([]);
    });
  },
});
