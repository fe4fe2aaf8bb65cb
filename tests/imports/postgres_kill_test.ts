/** An import that is killed on PostgreSQL: within a batch, and between two; the same command comes to the same end. */
import { expect } from "expect";
import pg from "pg";
import { fileURLToPath } from "node:url";
import { TEST_MASTER_KEY } from "../../lib/testing/loopback_server.ts";
import { testEngines, withEmptySchema } from "../../lib/testing/test_database.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const HASH = "$2b$04$wwTUaudVcADJsozFTVmwNexHf8y2izETeFRTuk1TbKG2hjAU82aYm";
const ROWS = 1_500;
const BATCH = 50;
const POLL_MS = 10;

async function withImport(
  run: (start: () => Deno.ChildProcess, client: pg.Client, observer: pg.Client) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const lines = Array.from({ length: ROWS }, (_, id) => `${id},player${id},p${id}@example.org,${HASH}`);
  await Deno.writeTextFile(`${folder}/players.csv`, `id,username,email,password_hash\n${lines.join("\n")}\n`);
  await withEmptySchema("core", async ({ url }) => {
    const clients = [new pg.Client({ connectionString: url }), new pg.Client({ connectionString: url })] as const;
    for (const client of clients) await client.connect();
    const args = ["csv", `${folder}/players.csv`, "--batch", String(BATCH), "--report", `${folder}/r`, "--apply"];
    const start = () =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-check", "--quiet", "-A", "tasks/import.ts", ...args],
        cwd: ROOT,
        env: {
          NO_COLOR: "1",
          DATA_DIR: `${folder}/data`,
          GAME_MODULES: "",
          DATABASE_URL: url,
          MASTER_KEY: TEST_MASTER_KEY,
        },
        stdout: "piped",
        stderr: "piped",
      }).spawn();
    try {
      await run(start, ...clients);
    } finally {
      for (const client of clients) await client.end();
    }
  });
  await Deno.remove(folder, { recursive: true });
}

async function count(client: pg.Client, table: "accounts" | "import_rows"): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`select count(*) as count from ${table}`).catch(() => ({
    rows: [{ count: "0" }], // not made yet
  }));
  return Number(rows[0]!.count);
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!await reached()) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

async function kill(process: Deno.ChildProcess): Promise<void> {
  process.kill("SIGKILL");
  await process.output();
}

/** What was left is whole batches, and the same command goes on after them. */
async function goesOn(start: () => Deno.ChildProcess, client: pg.Client): Promise<void> {
  const left = await count(client, "import_rows");
  expect([left % BATCH, left < ROWS]).toEqual([0, true]);
  expect(await count(client, "accounts")).toBe(left);
  const { code, stdout } = await start().output();
  expect(code).toBe(0);
  expect(new TextDecoder().decode(stdout)).toContain(`new ${ROWS - left}, unchanged ${left}`);
  expect([await count(client, "accounts"), await count(client, "import_rows")]).toEqual([ROWS, ROWS]);
  const { rows } = await client.query("select count(*) as count from audit_log where action = 'account.import'");
  expect(Number(rows[0].count)).toBe(ROWS);
}

const isGiven = testEngines().includes("postgres");
Deno.test({
  name: `killed within a batch, and between batches, on PostgreSQL${
    isGiven ? "" : " (skipped: TEST_DATABASE_URL names none)"
  }`,
  ignore: !isGiven,
  fn: () =>
    withImport(async (start, client, observer) => {
      const first = start();
      await until(async () => await count(client, "import_rows") > 0);
      // A batch writes its accounts first: held at the audit log it is in the midst of itself.
      await client.query("begin");
      await client.query("lock table audit_log in access exclusive mode");
      await until(async () => {
        const { rows } = await observer.query(
          "select 1 from pg_locks where not granted and relation = 'audit_log'::regclass",
        );
        return rows.length > 0;
      });
      const before = await count(client, "accounts");
      await kill(first);
      await client.query("rollback");
      // Its connection is closed, and what it had written is gone.
      await until(async () => {
        const { rows } = await observer.query(
          "select 1 from pg_locks where mode = 'RowExclusiveLock' and relation = 'accounts'::regclass",
        );
        return rows.length === 0;
      });
      expect(await count(client, "accounts")).toBe(before);
      // Between two: before a batch looks for what it knows.
      const second = start();
      await until(async () => await count(client, "accounts") > before);
      await client.query("begin");
      await client.query("lock table import_rows in access exclusive mode");
      await kill(second);
      await client.query("rollback");
      await goesOn(start, client);
    }),
});

/** Reads on until the text is there. */
async function saying(stream: ReadableStream<Uint8Array>, text: string): Promise<void> {
  let said = "";
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  while (!said.includes(text)) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`It ended, and said: ${said}`);
    said += value;
  }
  await reader.cancel();
}

Deno.test({
  name: `Ctrl-C twice ends at once, in the midst of a batch, on PostgreSQL${
    isGiven ? "" : " (skipped: TEST_DATABASE_URL names none)"
  }`,
  ignore: !isGiven,
  fn: () =>
    withImport(async (start, client, observer) => {
      const process = start();
      await until(async () => await count(client, "import_rows") > 0);
      await client.query("begin");
      await client.query("lock table audit_log in access exclusive mode");
      await until(async () => {
        const { rows } = await observer.query(
          "select 1 from pg_locks where not granted and relation = 'audit_log'::regclass",
        );
        return rows.length > 0;
      });
      process.kill("SIGINT");
      await saying(process.stderr, "Ending after this batch. Once more ends at once.");
      process.kill("SIGINT");
      // The batch still waits for the lock: nothing but the second one ends it.
      expect((await process.status).code).toBe(2);
      await process.stdout.cancel();
      await client.query("rollback");
      await goesOn(start, client);
    }),
});
