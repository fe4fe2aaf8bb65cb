import { expect } from "expect";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withKeptPlace } from "../support/kept_place.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A folder inside the project, so that its imports are the generated module's. */
async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ dir: ROOT, prefix: "new_game_test_" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function deno(...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), { args, cwd: ROOT, env: { NO_COLOR: "1" } });
  const { code, stdout, stderr } = await command.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

const newGame = (...args: string[]) => deno("task", "--quiet", "new-game", ...args);

Deno.test("a new game is formatted, and its test passes at once", async () => {
  await withFolder(async (folder) => {
    const game = join(folder, "my_first_game");
    const made = await newGame("my_first_game", game);
    expect(made).toMatchObject({ code: 0, stderr: "" });
    expect(made.stdout).toContain("migrations/0001_visits.ts");
    expect(made.stdout).toContain("Next (without Deno: npx -y deno in its place):");
    expect(await deno("fmt", "--check", game)).toMatchObject({ code: 0 });
    expect(await deno("lint", game)).toMatchObject({ code: 0 });
    const test = await deno("test", "--no-check", "--no-prompt", "-A", game);
    expect(test).toMatchObject({ code: 0 });
    expect(test.stdout).toContain("a player is greeted, digs, and finds the gold again ... ok");

    const before = await Deno.readTextFile(join(game, "mod.ts"));
    const again = await newGame("my_first_game", game);
    expect(again).toMatchObject({ code: 1, stdout: "" });
    expect(again.stderr).toContain(`Could not make the game "my_first_game": ${game} is there already`);
    expect(await Deno.readTextFile(join(game, "mod.ts"))).toBe(before);
  });
});

Deno.test("with --standalone it is a repository of its own: its types hold, its test passes, and its game loads", () =>
  withKeptPlace("standalone", async (folder) => {
    const at = join(folder, "my_duels");
    const inside = async (...args: string[]) => {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args,
        cwd: at,
        env: { NO_COLOR: "1", TEST_DATABASE_URL: "" },
      }).output();
      return { code, said: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
    };
    expect(await newGame("my_duels", at, "--standalone")).toMatchObject({ code: 0, stderr: "" });
    expect(await inside("fmt", "--check")).toMatchObject({ code: 0 });
    expect(await inside("lint")).toMatchObject({ code: 0 });
    const [types, test, games] = await Promise.all([
      inside("check", "game/mod.ts"),
      inside("task", "test"),
      inside("task", "check-games"),
    ]);
    expect(types).toMatchObject({ code: 0 });
    expect(test).toMatchObject({ code: 0, said: expect.stringContaining("and finds the gold again ... ok") });
    expect(games.said).toMatch(/^my_duels — My duels — .*game\/mod\.ts$/m);
    // The image's program is that of `deno task start`, but that its threads ask no registry for what lies there.
    const [, command = "[]"] = /^CMD (.*)$/m.exec(await Deno.readTextFile(join(at, "Containerfile"))) ?? [];
    const { tasks } = JSON.parse(await Deno.readTextFile(join(at, "deno.json")));
    const words: string[] = JSON.parse(command);
    expect(words).toContain("--cached-only");
    expect(words.filter((word) => word !== "--cached-only").join(" ")).toBe(tasks.start);
  }));

Deno.test("a name that cannot be an id, or is another game's, makes nothing", async () => {
  await withFolder(async (folder) => {
    const game = join(folder, "game");
    for (const id of ["My-Game", "x", "../up", "1st", "a".repeat(33)]) {
      const { code, stderr } = await newGame(id, game);
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("its id must be") });
    }
    expect((await newGame("slime", game)).stderr).toContain("this id is taken");
    expect((await newGame()).stderr).toContain("deno task new-game my_game");
    expect([...Deno.readDirSync(folder)]).toEqual([]);
  });
});
