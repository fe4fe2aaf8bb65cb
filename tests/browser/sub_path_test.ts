import { expect } from "expect";
import myGame from "../../examples/my_game/mod.ts";
import { browserTest } from "../support/browser_tests.ts";
import { findProxy, openProxy } from "../support/proxies.ts";
import { startTestServer } from "../support/test_server.ts";
import { chooseGame, createCharacter, signUp, visit } from "./visit.ts";

const nginx = await findProxy("nginx");

browserTest(
  "behind nginx the page lies under a path of its own, on another port, and is played there",
  async (browser) => {
    await using server = await startTestServer({ games: [myGame], env: { TRUSTED_PROXIES: "127.0.0.1" } });
    await using proxy = await openProxy({
      kind: "nginx",
      program: nginx!,
      file: "nginx/sub-path.conf",
      listens: [80],
      upstreams: { 8080: server.port },
    });
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
  nginx !== null,
);
