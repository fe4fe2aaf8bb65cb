/** Ten minutes of a module's author: the README's game, played, broken, and told why. */
import { expect } from "expect";
import { join } from "node:path";
import { overviewOf } from "../../tasks/support/game_check.ts";
import { loadConfig } from "../../lib/platform/config/config.ts";
import { createGatehouseClient } from "../../static/client.js";
import { startTestServer } from "../support/test_server.ts";
import { until } from "../support/until.ts";

const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
const [, GAME = ""] = /```ts\n\/\/ my_first_game\.ts\n([\s\S]*?)```/.exec(readme) ?? [];

async function withFile(act: (write: (text: string) => Promise<string>) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse_author_" });
  let version = 0;
  try {
    await act(async (text) => {
      // A new name for each text: what was imported once stays.
      const path = join(folder, `my_first_game_${++version}.ts`);
      await Deno.writeTextFile(path, text);
      return path;
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const configFor = (path: string) =>
  loadConfig({ env: { GAME_MODULES: path, DATA_DIR: "memory" }, readFile: () => "{}", workingFolder: Deno.cwd() });

Deno.test("ten minutes of a module's author", () =>
  withFile(async (write) => {
    // The README's game is copied, and the check says what it brings.
    const path = await write(GAME);
    const [brings] = (await overviewOf(await configFor(path))).filter(({ id }) => id === "my_first_game");
    expect(brings).toMatchObject({
      name: "My first game",
      tables: ["my_first_game_purses"],
      hooks: ["create", "select", "delete"],
    });

    // A name was misspelt, and so was a line: each is said before anybody plays.
    const misspelt = await write(GAME.replace("registerCharacterDeleteHook", "registerCharacterDelteHook"));
    await expect(overviewOf(await configFor(misspelt))).rejects.toThrow("did you mean registerCharacterDeleteHook?");
    const broken = await write(GAME.replace("initialize(context) {", "initialize(context {"));
    await expect(overviewOf(await configFor(broken))).rejects.toThrow(/my_first_game_\d\.ts:\d+:\d+/);

    // It is played.
    const faulty = await write(GAME.replace("gold: purses[0].gold", "gold: purses[1].gold"));
    for (const [source, gold] of [[path, 10], [faulty, null]] as const) {
      await using server = await startTestServer({ env: { GAME_MODULES: source } });
      const client = createGatehouseClient({ baseUrl: server.url });
      await client.register({ username: "mara", password: "correct horse" });
      const connection = client.connect();
      await connection.ready();
      const { id } = await connection.createCharacter({ gameId: "my_first_game", name: "Aria" });
      const selection = connection.selectCharacter({ gameId: "my_first_game", characterId: id });
      if (gold !== null) {
        expect(await selection).toMatchObject({ type: "character_selected", character: { name: "Aria", gold } });
      } else {
        // A fault is refused to the player without a word about the code, and told to the author with its line.
        await expect(selection).rejects.toMatchObject({ code: "hook_failed" });
        await until(() => server.log.some(({ message }) => message === "A game module failed"));
        const record = server.log.find(({ message }) => message === "A game module failed");
        const line = GAME.split("\n").findIndex((text) => text.includes("purses[0].gold")) + 1;
        expect(record).toMatchObject({
          level: "error",
          data: { module: "my_first_game", work: "select", character: id, at: expect.stringContaining(`.ts:${line}:`) },
        });
      }
      connection.close();
    }
  }));
