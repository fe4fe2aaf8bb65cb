import { expect } from "expect";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { startTestServer, TEST_MASTER_KEY } from "../support/test_server.ts";
import type { Ended } from "./program.ts";
import { runToEnd, withFolder } from "./server.ts";

interface RefusedStart {
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What lies in the working folder, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** A data directory that a server has used. */
  readonly prepare?: (folder: string) => Promise<void>;
  /** The one line that it says. */
  readonly says: RegExp;
}

async function makeData(folder: string): Promise<void> {
  await (await startTestServer({ env: { DATA_DIR: `${folder}/data` } })).close();
}

const SECRET = new Uint8Array(32).fill(9).toBase64();

const refusedStarts: readonly RefusedStart[] = [
  {
    name: "an unknown key",
    files: { "config/server.json": '{ /* a comment */ "limits": { "registrationsPerDya": 9 } }' },
    says: /limits\.registrationsPerDya in config\/server\.json is 9, .*registrationsPerDay/,
  },
  {
    name: "the documents' sample secret",
    env: { JWT_SECRET: "your-secret-key" },
    says: /JWT_SECRET is \[redacted\], allowed: .*your-secret-key/,
  },
  {
    name: "a game module that cannot be read",
    env: { GAME_MODULES: "games/broken.js" },
    files: { "games/broken.js": "export default { id: 'broken'" },
    says: /^Could not load the game module "broken" /,
  },
  {
    name: "a master key that is not the data's",
    env: { MASTER_KEY: SECRET },
    prepare: makeData,
    says: /^Could not use the master key: .*MASTER_KEY/,
  },
  {
    name: "a database that is newer than the program",
    env: { MASTER_KEY: TEST_MASTER_KEY },
    async prepare(folder) {
      await makeData(folder);
      const database = new DatabaseSync(`${folder}/data/gatehouse.db`);
      database.exec("insert into core_migrations (name, timestamp) values ('9999_future', '')");
      database.close();
    },
    says: /newer than this program.*9999_future/,
  },
  {
    name: "a data directory that may not be written",
    env: { DATA_DIR: "/proc/gatehouse" },
    says: /^Could not use the data directory \/proc\/gatehouse: it may not be written\. .*another folder in DATA_DIR/,
  },
  {
    name: "a database file that is none",
    files: { "data/gatehouse.db": "This is no database. ".repeat(100) },
    says: /^Could not use the database: file is not a database/,
  },
  {
    name: "a database with damaged pages",
    env: { MASTER_KEY: TEST_MASTER_KEY },
    async prepare(folder) {
      await makeData(folder);
      using file = Deno.openSync(`${folder}/data/gatehouse.db`, { write: true });
      file.seekSync(4_096 * 8, Deno.SeekMode.Start);
      file.writeSync(new Uint8Array(4_096 * 4).fill(0xa5));
    },
    says: /^The database .*gatehouse\.db is damaged \(.+\): stop, and restore a backup/,
  },
  {
    name: "a PostgreSQL that is not there",
    env: { DATABASE_URL: "postgres://nobody:a-password@127.0.0.1:1/none", MASTER_KEY: SECRET },
    says: /^Could not use the database: .*ECONNREFUSED/,
  },
];

for (const { name, env = {}, files = {}, prepare, says } of refusedStarts) {
  Deno.test(`${name} ends the start, with one line that says what is wrong`, () =>
    withFolder(async (folder) => {
      for (const [path, text] of Object.entries(files)) {
        await Deno.mkdir(dirname(`${folder}/${path}`), { recursive: true });
        await Deno.writeTextFile(`${folder}/${path}`, text);
      }
      await prepare?.(folder);
      expectRefusal(await runToEnd(folder, { DATA_DIR: "data", ...env }), says);
    }));
}

Deno.test("a port that somebody has ends the start, with one line that names it", () =>
  withFolder(async (folder) => {
    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = taken.addr;
    const ended = await runToEnd(folder, { DATA_DIR: "memory", SLIME_PORT: String(port) });
    expectRefusal(ended, new RegExp(`^Could not open the slime door on 127\\.0\\.0\\.1:${port}: `));
  }));

function expectRefusal({ code, stdout, stderr }: Ended, says: RegExp): void {
  expect([code, stdout]).toEqual([1, ""]);
  // The machine's limit of open files may be worth a warning of its own before.
  const said = stderr.replace(/^.*The limit of open files.*\n/, "");
  expect(said).toMatch(says);
  expect(said).toMatch(/^[^\n]+\n$/);
  for (const hidden of [SECRET, "a-password"]) expect(stderr).not.toContain(hidden);
}

Deno.test("a port that another program has is said with the variable that sets it", async () => {
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String(taken.addr.port);
  try {
    for (const variable of ["PORT", "SLIME_PORT", "AUTH_PORT"]) {
      const start = startTestServer({ env: { [variable]: port } });
      await expect(start).rejects.toThrow(`Another program has the port: end it, or set ${variable} to another one`);
    }
  } finally {
    taken.close();
  }
});
