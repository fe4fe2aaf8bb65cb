import { expect } from "expect";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** One that hangs is ended, and its test fails. */
const LIFE_MS_MAX = 30_000;

async function checkGames(files: Readonly<Record<string, string>>, names: readonly string[] = Object.keys(files)) {
  const folder = await Deno.makeTempDir({ prefix: "gatehouse_check_games_" });
  try {
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(join(folder, name), text);
    const command = new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "check-games", ...names.map((name) => join(folder, name))],
      cwd: ROOT,
      signal: AbortSignal.timeout(LIFE_MS_MAX),
      // A door or a database would be tried, and refused.
      env: { NO_COLOR: "1", DATABASE_URL: "postgres://localhost:1/nothing", MASTER_KEY: new Uint8Array(32).toBase64() },
    });
    const { code, stdout, stderr } = await command.output();
    return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr).trim(), folder };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const module = (id: string, initialize: string, more = "") =>
  `export default { id: "${id}", name: "Game ${id}", ${more} initialize(context) { ${initialize} } };`;

Deno.test("games are listed with what they bring, without a door or the database", async () => {
  const { code, stdout, folder } = await checkGames({
    "dice.ts": module(
      "dice",
      `context.registerMessageHandler("roll", () => {}, { cost: 3 });
       context.registerCharacterCreateHook("dice", () => {});
       context.registerJob("sweep", 60000, async () => {});
       context.routes.get("/scores", (c) => c.json([]));
       context.listen("dice", { helloTimeoutMs: 1, idleTimeoutMs: 1, frameBytesMax: 1, session: () => ({ receive() {} }) });`,
      `ports: { dice: { port: 7000, variable: "DICE_PORT" } },
       migrations: { "0001": "create table dice_luck (character_id bigint)" },`,
    ),
  });
  expect(code).toBe(0);
  expect(stdout).toContain(`dice — Game dice — ${folder}/dice.ts
  ports       dice 7000 (DICE_PORT)
  tables      dice_luck
  messages    roll (cost 3) (unchecked)
  hooks       create
  routes      GET /scores
  jobs        sweep
`);
  expect(stdout).toContain("slime — Slime Online 2 — built in");
});

Deno.test("a module that fails is named first, with its cause", async () => {
  const cases = {
    'throw new Error("no luck")': /^Could not start the game "dice" \(.*dice\.ts\): no luck$/,
    'context.registerMessageHandler("ping", () => {})': /^Could not start the game "dice" .*it is the core's$/,
    'context.registerCharacterCreateHook("chess", () => {})':
      /^Could not start the game "dice": .*"chess".*not loaded$/,
    "}": /^Could not load the game module "dice" \(.*dice\.ts\): SyntaxError/,
  };
  for (const [initialize, stderr] of Object.entries(cases)) {
    const result = await checkGames({ "dice.ts": module("dice", initialize) });
    expect(result).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(stderr) });
  }
});

Deno.test("a module that never gives the thread back is named, and ended in some seconds", async () => {
  // An endless loop that leaves the machine to others.
  const block = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";
  const [importing, initializing, later] = await Promise.all([
    checkGames({ "dice.ts": `${block} ${module("dice", "")}` }),
    checkGames({ "dice.ts": module("dice", block) }),
    checkGames({
      "dice.ts": module("dice", `return Promise.resolve().then(() => fetch("data:,")).then(() => { ${block} })`),
    }),
  ]);
  for (
    const [{ code, stderr }, where] of [[importing, "import"], [initializing, "initialize"], [
      later,
      "initialize",
    ]] as const
  ) {
    expect(stderr).toContain(`The thread is blocked by the game module dice, in ${where}`);
    expect(stderr).toContain("The process is ended by force: the thread was blocked for 10 s, as by an endless loop");
    expect(code).not.toBe(0);
  }
});

Deno.test("two modules that claim one thing are both named", async () => {
  const { code, stderr } = await checkGames({ "a.ts": module("dice", ""), "b.ts": module("dice", "") });
  expect(code).toBe(1);
  expect(stderr).toMatch(/a\.ts" and ".*b\.ts" both claim the game id "dice"/);
});
