/** `deno task import` as an operator runs it: a process of its own, its exit status, its report, and kill -9. */
import { parse } from "csv-parse/sync";
import { expect } from "expect";
import { fileURLToPath } from "node:url";
import { openSqliteFile } from "../../lib/platform/database/sqlite_file.ts";
import { SAMPLES } from "./setup.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const HASH = "$2b$04$wwTUaudVcADJsozFTVmwNexHf8y2izETeFRTuk1TbKG2hjAU82aYm";

function command(folder: string, ...args: readonly string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--quiet", "-A", "tasks/import.ts", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", DATA_DIR: `${folder}/data`, GAME_MODULES: "", DATABASE_URL: "" },
    stdout: "piped",
    stderr: "piped",
  });
}

async function run(folder: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await command(folder, ...args).output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function read<Row>(folder: string, query: string): Row[] {
  const database = openSqliteFile(`${folder}/data/gatehouse.db`, { readOnly: true }); // waits for who takes its log over
  try {
    return database.prepare(query).all() as Row[];
  } finally {
    database.close();
  }
}

Deno.test("an operator with nothing but a dump reads a report, and applies it", () =>
  inFolder(async (folder) => {
    const dump = `${SAMPLES}azerothcore/acore_auth.sql`;
    const report = `${folder}/report`;
    const dry = await run(folder, "azerothcore", dump, "--report", report);
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain("Import azerothcore (acore_auth.sql, 9.0 KB, whole)");
    expect(dry.stdout).toContain("DRY RUN");
    expect(dry.stdout).toContain("Nothing was written. Run again with --apply.");
    const real = await run(folder, "azerothcore", dump, "--report", report, "--apply");
    expect(real.code).toBe(0);
    expect(real.stdout).not.toContain("DRY RUN");
    expect(JSON.parse(await Deno.readTextFile(`${report}/summary.json`))).toMatchObject({
      accounts: { source: 14, new: 14, changed: 0, unchanged: 0, skipped: 0 },
      renamed: 3,
      bans: 2,
      addresses: 2,
      dryRun: false,
    });
    const text = await Deno.readTextFile(`${report}/renamed.csv`);
    expect(text.startsWith("\ufeff")).toBe(true);
    const renamed: Record<string, string>[] = parse(text, { columns: true, bom: true });
    expect(renamed.map((row) => [row["old_name"], row["logs_in_with"]])).toContainEqual(["JEAN-LUC", "JEAN-LUC"]);
    const status = await run(folder, "status");
    expect(status.stdout).toMatch(/^1 .* azerothcore {2}14 new, 0 changed, 0 unchanged, 0 skipped\n$/);
    const undo = await run(folder, "undo", "1");
    expect(undo.stdout).toContain("14 accounts taken back");
  }));

Deno.test("rows that were left out, a wrong word, and half a dump have an exit status of their own", () =>
  inFolder(async (folder) => {
    const dump = `${SAMPLES}nexusforever/nexus_forever_auth.sql`;
    expect((await run(folder, "nexusforever", dump, "--timezone", "UTC", "--report", `${folder}/r`)).code).toBe(3);
    const wrong = await run(folder, "nexusforver", dump);
    expect([wrong.code, wrong.stderr]).toEqual([
      1,
      expect.stringContaining('"nexusforver" is no system. Known: nexusforever,'),
    ]);
    const option = await run(folder, "nexusforever", dump, "--names", "drop");
    expect([option.code, option.stderr]).toEqual([1, '--names is "drop", allowed: rename, skip, fail\n']);
    for (const name of ["pepper-file", "hash-config"]) {
      const { code, stderr } = await run(
        folder,
        "wyrt",
        `${SAMPLES}wyrt/wyrt.sql`,
        `--${name}`,
        "/nowhere",
        "--report",
        `${folder}/r`,
      );
      expect([code, stderr]).toEqual([1, `--${name} is "/nowhere": there is no such file, or it may not be read\n`]);
    }
    const half = `${folder}/half.sql`;
    await Deno.writeFile(half, (await Deno.readFile(dump)).slice(0, 9_000));
    const refused = await run(folder, "nexusforever", half, "--timezone", "UTC", "--report", `${folder}/r`);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/ends inside a statement at byte 9000\. Make the dump anew/),
    ]);
    expect(read<{ count: number }>(folder, "select count(*) as count from accounts")).toEqual([{ count: 0 }]);
  }));

Deno.test("a dump of tables alone is refused by its name, and changes nothing", () =>
  inFolder(async (folder) => {
    const whole = await Deno.readTextFile(`${SAMPLES}azerothcore/acore_auth.hex.sql`);
    const dump = `${folder}/no_data.sql`;
    await Deno.writeTextFile(dump, whole.replaceAll(/^INSERT INTO .*\n/gm, ""));
    for (const more of [[], ["--apply"]]) {
      const { code, stdout, stderr } = await run(folder, "trinitycore", dump, "--report", `${folder}/r`, ...more);
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(/NO ACCOUNTS, the table account has no rows.*--no-data.*Rows there: account 0, account_/);
    }
    expect(read(folder, "select id from import_runs")).toEqual([]);
    // The label is the system's name as it was typed: a realm of AzerothCore's beside it has its own.
    await Deno.writeTextFile(dump, whole);
    expect((await run(folder, "trinitycore", dump, "--report", `${folder}/r`, "--apply")).code).toBe(0);
    expect(read(folder, "select source, label from import_runs")).toEqual([
      { source: "azerothcore", label: "trinitycore" },
    ]);
  }));

Deno.test("whatever stops or kills it, whole batches stay, and the same command comes to the same end", () =>
  inFolder(async (folder) => {
    const rows = 3_000;
    const lines = Array.from({ length: rows }, (_, index) => `${index},player${index},p${index}@example.org,${HASH}`);
    await Deno.writeTextFile(`${folder}/players.csv`, `id,username,email,password_hash\n${lines.join("\n")}\n`);
    const args = ["csv", `${folder}/players.csv`, "--batch", "10", "--report", `${folder}/r`, "--apply"];
    const written = () => {
      try {
        return read<{ count: number }>(folder, "select count(*) as count from import_rows")[0]!.count;
      } catch (error) {
        if (/unable to open|no such table/.test(String(error))) return 0; // not made yet
        throw error;
      }
    };
    const startUntilItWrites = async () => {
      const before = written();
      const process = command(folder, ...args).spawn();
      const output = process.output();
      let hasEnded = false;
      output.finally(() => hasEnded = true);
      while (written() === before && !hasEnded) await new Promise((resolve) => setTimeout(resolve, 5));
      if (hasEnded) {
        throw new Error(`It ended before it was stopped: ${new TextDecoder().decode((await output).stderr)}`);
      }
      return { process, output };
    };
    const expectWholeBatches = () => {
      const left = written();
      expect([left % 10, left > 0, left < rows]).toEqual([0, true, true]);
      expect(read<{ count: number }>(folder, "select count(*) as count from accounts")).toEqual([{ count: left }]);
      return left;
    };
    const killed = await startUntilItWrites();
    killed.process.kill("SIGKILL");
    await killed.output;
    expectWholeBatches();
    const stopped = await startUntilItWrites();
    stopped.process.kill("SIGINT");
    const { code, stderr } = await stopped.output;
    expect(code).toBe(2);
    expect(new TextDecoder().decode(stderr)).toContain(
      `Stopped midway. This command goes on: deno task import csv ${folder}/players.csv --batch 10`,
    );
    const left = expectWholeBatches();
    const again = await run(folder, ...args);
    expect(again.stdout).toContain(`new ${rows - left}, unchanged ${left}`);
    expect(read<{ count: number }>(folder, "select count(*) as count from accounts")).toEqual([{ count: rows }]);
  }));

Deno.test("while a server holds the embedded database, it says to stop it", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/data`);
    const lock = await Deno.open(`${folder}/data/server.lock`, { create: true, write: true });
    await lock.write(new TextEncoder().encode("4711\n"));
    await lock.lock(true);
    const { code, stderr } = await run(folder, "wyrt", `${SAMPLES}wyrt/wyrt.sql`);
    lock.close();
    expect(code).toBe(1);
    expect(stderr).toContain("a server with pid 4711 is running on it. Stop the server first");
  }));
