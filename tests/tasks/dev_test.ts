/** `deno task dev`: a saved file takes effect, and the player's connection goes on by itself. */
import { expect } from "expect";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createGatehouseClient } from "../../static/client.js";
import config from "../../deno.json" with { type: "json" };
import { withPatience } from "../../lib/testing/patience.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

function moduleText(version: string): string {
  return `import { VERSION } from "./version.ts";
    export default {
      id: "dev_game", name: "Dev",
      initialize(context) {
        context.registerMessageHandler("version", ({ user }) => user.send({ type: "version", is: "${version}" + VERSION }));
      },
    };`;
}

/** Runs what the task runs, with a module in a folder of its own, until `run` is over. */
async function withDevServer(run: (server: { url: string; folder: string }) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse_dev_" });
  await Deno.writeTextFile(join(folder, "dev_game.ts"), moduleText("a"));
  await Deno.writeTextFile(join(folder, "version.ts"), "export const VERSION = 1;");
  const [, ...args] = config.tasks.dev.split(" ");
  // A port of its own: after a restart it has to be the same.
  const port = freePort();
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    stdout: "piped",
    stderr: "null",
    env: {
      HOST: "127.0.0.1",
      PORT: String(port),
      SLIME_PORT: "off",
      AUTH_PORT: "off",
      REALM_PORT: "off",
      DATA_DIR: join(folder, "data"),
      GAME_MODULES: join(folder, "dev_game.ts"),
      LIMITS_EXEMPT: "127.0.0.0/8",
    },
  }).spawn();
  const output = child.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  try {
    await withPatience(output.next(), "Could not start the development server");
    await run({ url: `http://127.0.0.1:${port}`, folder });
  } finally {
    child.kill("SIGKILL");
    while (!(await output.next()).done);
    await child.status;
    await Deno.remove(folder, { recursive: true });
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test("a save is seen by the player who plays on: the page reconnects, resumes, and keeps its data", async () => {
  await withDevServer(async ({ url, folder }) => {
    const client = createGatehouseClient({ baseUrl: url });
    await client.register({ username: "mara", password: "correct horse" });
    const connection = client.connect();
    await connection.ready();
    const character = await connection.createCharacter({ gameId: "dev_game", name: "Aria" });
    await connection.selectCharacter({ gameId: "dev_game", characterId: character.id });
    const version = async () => (await connection.request({ type: "version" }))["is"];
    expect(await version()).toBe("a1");

    for (
      const [file, text, expected] of [
        ["dev_game.ts", moduleText("b"), "b1"],
        ["version.ts", "export const VERSION = 2;", "b2"], // what a module imports counts, too
      ] as const
    ) {
      const resumed = new Promise<boolean>((resolve) => {
        const stop = connection.on("selected", ({ again }) => {
          stop();
          resolve(again);
        });
      });
      await Deno.writeTextFile(join(folder, file), text);
      expect(await withPatience(resumed, "Could not resume: the server did not come back")).toBe(true);
      expect(connection.selected).toEqual({ gameId: "dev_game", characterId: character.id });
      expect(await version()).toBe(expected);
    }
    connection.close();
  });
});
