/** `deno task backup` and `restore` as an operator runs them, beside a server that players use. */
import { expect } from "expect";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { run } from "./program.ts";
import { logIn, register, startProcess, withFolder } from "./server.ts";

const backup = (folder: string, own: string[], env: Record<string, string> = {}) =>
  run("tasks/backup.ts", folder, { DATA_DIR: `${folder}/data`, ...env }, own).ended;
const restore = (folder: string, own: string[], env: Record<string, string> = {}) =>
  run("tasks/restore.ts", folder, { DATA_DIR: `${folder}/data`, ...env }, own).ended;

/** Registers one account after another until it is told to end. */
function registerOn(server: { readonly url: string }) {
  let isOver = false;
  const names: string[] = [];
  const running = (async () => {
    while (!isOver) {
      const name = `load_${names.length}`;
      await register(server, name);
      names.push(name);
    }
  })();
  return {
    names,
    async end() {
      isOver = true;
      await running;
    },
  };
}

Deno.test("a backup of a server under load is restored into a new place and logged in to", () =>
  withFolder(async (folder) => {
    await using server = await startProcess(folder, { DATA_DIR: `${folder}/data` });
    await register(server, "ada");
    const load = registerOn(server);
    const made = await backup(folder, ["copies", "--with-key"]);
    await load.end();
    expect([made.code, made.stderr]).toEqual([0, ""]);
    const [, path = ""] = /^(\S+gatehouse-[\dTZ-]+\.db) \(\d+ bytes\)\n/.exec(made.stdout) ?? [];
    expect((await Deno.stat(path)).mode! & 0o777).toBe(0o600);
    expect([...Deno.readDirSync(`${folder}/copies`)].map(({ name }) => name).sort())
      .toEqual([path.slice(path.lastIndexOf("/") + 1), "master.key"]);

    const other = { DATA_DIR: `${folder}/other` };
    const restored = await restore(folder, [path], other);
    expect([restored.code, restored.stderr]).toEqual([0, ""]);
    await using second = await startProcess(folder, other);
    expect((await logIn(second, "ada")).status).toBe(200);
    expect((await logIn(server, load.names.at(-1) ?? "")).status).toBe(200);
  }));

Deno.test("a restore refuses while a server holds the folder, keeps what was there, and gives no id twice", () =>
  withFolder(async (folder) => {
    const env = { DATA_DIR: `${folder}/data` };
    let path = "";
    {
      await using server = await startProcess(folder, env);
      await register(server, "before");
      const made = await backup(folder, ["copies"]);
      expect(made.stdout).toContain("It lacks the master key");
      path = made.stdout.slice(0, made.stdout.indexOf(" ("));
      await register(server, "after");
      const refused = await restore(folder, [path]);
      expect([refused.code, refused.stdout]).toEqual([1, ""]);
      expect(refused.stderr).toContain(`a server with pid ${server.pid} is running on it`);
    }
    const done = await restore(folder, [path]);
    expect([done.code, done.stderr]).toEqual([0, ""]);
    expect(done.stdout).toContain("gatehouse.db.before-restore");
    await using server = await startProcess(folder, env);
    expect((await logIn(server, "before")).json.id).toBe(1);
    expect((await logIn(server, "after")).status).toBe(401);
    await register(server, "later");
    expect((await logIn(server, "later")).json.id).toBe(3);
  }));

Deno.test("what is no backup, is damaged, newer, or of another key is refused and changes nothing", () =>
  withFolder(async (folder) => {
    {
      await using server = await startProcess(folder, { DATA_DIR: `${folder}/data` });
      await register(server, "ada");
    }
    const made = await backup(folder, ["copies"]);
    const path = made.stdout.slice(0, made.stdout.indexOf(" ("));
    const dataBefore = await Deno.readFile(`${folder}/data/gatehouse.db`);

    const bytes = await Deno.readFile(path);
    await Deno.writeFile(join(folder, "torn.db"), bytes.map((byte, at) => at > 8_192 && at < 16_384 ? 0x5a : byte));
    await Deno.writeTextFile(
      join(folder, "text.db"),
      "not a database at all, but long enough to be looked at".repeat(99),
    );
    await Deno.writeFile(join(folder, "newer.db"), bytes);
    const newer = new DatabaseSync(join(folder, "newer.db"));
    newer.exec("insert into core_migrations select '9999_future', timestamp from core_migrations limit 1");
    newer.close();
    const wrong: [string[], Record<string, string>, string][] = [
      [["nowhere.db"], {}, "there is no such file"],
      [["text.db"], {}, "it is damaged, or no database"],
      [["torn.db"], {}, "it is damaged"],
      [["newer.db"], {}, "it is newer than this program (it has 9999_future)"],
      [
        [path],
        { MASTER_KEY: new Uint8Array(32).fill(9).toBase64() },
        "sealed under another master key than MASTER_KEY",
      ],
      [[path], { DATA_DIR: `${folder}/empty` }, "there is no master key to open it with"],
      [[], {}, "Use: deno task restore <file>"],
    ];
    for (const [own, env, sentence] of wrong) {
      const { code, stdout, stderr } = await restore(folder, own, env);
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toContain(sentence);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    }
    expect(await Deno.readFile(`${folder}/data/gatehouse.db`)).toEqual(dataBefore);
  }));

Deno.test("with PostgreSQL both name the command to run, without the password", () =>
  withFolder(async (folder) => {
    const env = {
      DATABASE_URL: "postgres://gate:s3cret@db.example:5432/gatehouse",
      MASTER_KEY: new Uint8Array(32).fill(9).toBase64(),
    };
    const [dumped, restored] = await Promise.all([
      backup(folder, ["copies"], env),
      restore(folder, ["gatehouse.dump"], env),
    ]);
    expect([dumped.code, restored.code]).toEqual([1, 1]);
    expect(dumped.stderr).toContain("pg_dump --format=custom");
    expect(restored.stderr).toContain("pg_restore --clean");
    expect(dumped.stderr + restored.stderr).not.toContain("s3cret");
  }));
