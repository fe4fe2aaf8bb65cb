/** `deno task dev`: a saved file takes effect, and the player's connection goes on by itself. */
import { expect } from "expect";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createGatehouseClient } from "../../static/client.js";
import config from "../../deno.json" with { type: "json" };
import { until } from "../support/until.ts";
import { withPatience } from "../../lib/testing/patience.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** An endless loop that leaves the machine to others. */
const BLOCK = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";

function moduleText(version: string): string {
  return `import { VERSION } from "./version.ts";
    export default {
      id: "dev_game", name: "Dev",
      initialize(context) {
        context.registerMessageHandler("spin", () => { ${BLOCK} });
        context.registerMessageHandler("version", ({ user }) => user.send({ type: "version", is: "${version}" + VERSION }));
      },
    };`;
}

/** Runs what the task runs, with a module in a folder of its own, until `run` is over. */
async function withDevServer(
  run: (server: { url: string; folder: string; said: () => string }) => Promise<void>,
): Promise<void> {
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
    stderr: "piped",
    env: {
      HOST: "127.0.0.1",
      PORT: String(port),
      SLIME_PORT: "off",
      AUTH_PORT: "off",
      REALM_PORT: "off",
      DATA_DIR: join(folder, "data"),
      GAME_MODULES: join(folder, "dev_game.ts"),
      LIMITS_EXEMPT: "127.0.0.0/8",
      AUTH_BCRYPT_COST: "10",
      AUTH_BCRYPT_THREADS: "1",
    },
  }).spawn();
  let said = "";
  const errors = child.stderr.pipeThrough(new TextDecoderStream())
    .pipeTo(new WritableStream({ write: (text) => void (said += text) }));
  const output = child.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  try {
    await withPatience(output.next(), "Could not start the development server");
    await run({ url: `http://127.0.0.1:${port}`, folder, said: () => said });
  } finally {
    child.kill("SIGINT");
    while (!(await output.next()).done);
    expect((await child.status).code).toBe(0);
    await errors;
    await Deno.remove(folder, { recursive: true });
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test("a save is seen by the player who plays on, and one that does not parse by nobody", async () => {
  await withDevServer(async ({ url, folder, said }) => {
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
      let resumed = false;
      const stop = connection.on("selected", ({ again }) => void (resumed ||= again));
      await Deno.writeTextFile(join(folder, file), text);
      // The check, the old server's end, the new one's start, and the client's patience with it.
      await until(() => resumed);
      stop();
      expect(connection.selected).toEqual({ gameId: "dev_game", characterId: character.id });
      expect(await version()).toBe(expected);
    }

    // A half-written line is not the end of the game.
    await Deno.writeTextFile(join(folder, "dev_game.ts"), `${moduleText("c")} ) broken`);
    await until(() => said().includes("The last good version goes on"));
    expect(said()).toMatch(/Could not load the game module "dev_game" .*dev_game\.ts:\d+:\d+/);
    expect(await version()).toBe("b2");
    connection.close();
  });
});

Deno.test("a game's endless loop ends with the save that takes it out", async () => {
  await withDevServer(async ({ url, folder, said }) => {
    const client = createGatehouseClient({ baseUrl: url });
    await client.register({ username: "mara", password: "correct horse" });
    const connection = client.connect();
    await connection.ready();
    const character = await connection.createCharacter({ gameId: "dev_game", name: "Aria" });
    await connection.selectCharacter({ gameId: "dev_game", characterId: character.id });
    let resumed = false;
    connection.on("selected", ({ again }) => void (resumed ||= again));
    connection.send({ type: "spin" });
    await until(() => said().includes("The thread is blocked by the game module dev_game"));
    await Deno.writeTextFile(join(folder, "dev_game.ts"), moduleText("b"));
    await until(() => said().includes("ended by force"));
    await until(() => resumed);
    expect((await connection.request({ type: "version" }))["is"]).toBe("b1");

    await Deno.writeTextFile(join(folder, "dev_game.ts"), `${BLOCK} ${moduleText("c")}`);
    await until(() => said().includes("The thread is blocked by the game module dev_game, in import"));
    connection.close();
  });
});
