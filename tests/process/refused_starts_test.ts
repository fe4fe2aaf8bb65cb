import { expect } from "expect";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { testEngines, withPostgresSchema } from "../support/test_database.ts";
import { startTestServer, TEST_MASTER_KEY } from "../support/test_server.ts";
import type { Ended } from "./program.ts";
import { call, register, runToEnd, startProcess, withFolder } from "./server.ts";

interface RefusedStart {
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** What lies in the working folder, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** A data directory that a server has used, or a database. */
  readonly prepare?: (folder: string, databaseUrl: string | null) => Promise<void>;
  /** Where it can happen on one of them alone. */
  readonly only?: "sqlite" | "postgres";
  /** The one line that it says. */
  readonly says: RegExp;
}

async function makeData(folder: string, databaseUrl: string | null = null): Promise<void> {
  const env = databaseUrl === null ? { DATA_DIR: `${folder}/data` } : { DATABASE_URL: databaseUrl };
  await (await startTestServer({ env })).close();
}

/** Runs SQL beside the server. */
async function change(folder: string, databaseUrl: string | null, sql: string): Promise<void> {
  if (databaseUrl === null) {
    const database = new DatabaseSync(`${folder}/data/gatehouse.db`);
    database.exec(sql);
    return database.close();
  }
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
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
    async prepare(folder, databaseUrl) {
      await makeData(folder, databaseUrl);
      await change(folder, databaseUrl, "insert into core_migrations (name, timestamp) values ('9999_future', '')");
    },
    says: /newer than this program.*9999_future/,
  },
  {
    name: "a data directory that may not be written",
    only: "sqlite",
    env: { DATA_DIR: "/proc/gatehouse" },
    says: /^Could not use the data directory \/proc\/gatehouse: it may not be written\. .*another folder in DATA_DIR/,
  },
  {
    name: "a data directory that is a file",
    only: "sqlite",
    files: { "data": "" },
    env: { DATA_DIR: "data" },
    says: /^Could not use the data directory .*data: a file is there\. Name a folder in DATA_DIR/,
  },
  {
    name: "a data directory within a file",
    only: "sqlite",
    files: { "data": "" },
    env: { DATA_DIR: "data/gatehouse" },
    says: /^Could not use the data directory .*data\/gatehouse: a file is there\. Name a folder in DATA_DIR/,
  },
  {
    name: "arguments, of which it takes none",
    args: ["--admin-token=not-to-be-said"],
    says: /^Could not start with arguments: .*PORT=8081 deno task start/,
  },
  {
    name: "a database file that is none",
    only: "sqlite",
    files: { "data/gatehouse.db": "This is no database. ".repeat(100) },
    says: /^Could not use the database: file is not a database/,
  },
  {
    name: "a database with damaged pages",
    only: "sqlite",
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
    only: "postgres",
    env: { DATABASE_URL: "postgres://nobody:a-password@127.0.0.1:1/none", MASTER_KEY: SECRET },
    says: /^Could not use the database: .*ECONNREFUSED/,
  },
];

/** Its variables, as an operator would set them for the engine. */
async function withDatabase(
  engine: "sqlite" | "postgres",
  use: (variables: Readonly<Record<string, string>>, databaseUrl: string | null) => Promise<void>,
): Promise<void> {
  if (engine === "sqlite") return await use({ DATA_DIR: "data" }, null);
  await withPostgresSchema((url) =>
    use({ DATA_DIR: "data", DATABASE_URL: url, MASTER_KEY: TEST_MASTER_KEY, DATABASE_POOL_MAX: "2" }, url)
  );
}

for (const { name, env = {}, args = [], files = {}, prepare, only, says } of refusedStarts) {
  for (const engine of testEngines().filter((engine) => only === undefined || engine === only)) {
    Deno.test(`${name} ends the start, with one line that says what is wrong (${engine})`, () =>
      withFolder((folder) =>
        withDatabase(engine, async (variables, databaseUrl) => {
          for (const [path, text] of Object.entries(files)) {
            await Deno.mkdir(dirname(`${folder}/${path}`), { recursive: true });
            await Deno.writeTextFile(`${folder}/${path}`, text);
          }
          await prepare?.(folder, databaseUrl);
          expectRefusal(await runToEnd(folder, { ...variables, ...env }, args), says);
        })
      ));
  }
}

for (const engine of testEngines()) {
  Deno.test(`a port that somebody has ends the start, with one line that names it (${engine})`, () =>
    withFolder((folder) =>
      withDatabase(engine, async (variables) => {
        using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
        const { port } = taken.addr;
        const ended = await runToEnd(folder, { ...variables, SLIME_PORT: String(port) });
        expectRefusal(ended, new RegExp(`^Could not open the slime door on 127\\.0\\.0\\.1:${port}: `));
      })
    ));

  Deno.test(`modules that are files and folders are loaded, and serve a player (${engine})`, () =>
    withFolder((folder) =>
      withDatabase(engine, async (variables) => {
        await Deno.mkdir(`${folder}/games/second`, { recursive: true });
        await Deno.writeTextFile(
          `${folder}/games/first.js`,
          "export default { id: 'first', name: 'First', initialize() {} };",
        );
        await Deno.writeTextFile(
          `${folder}/games/second/mod.js`,
          "export default { id: 'second', name: 'Second', initialize() {} };",
        );
        await using server = await startProcess(folder, { ...variables, GAME_MODULES: "games" });
        const { games } = (await call(server, "GET", "/api/games")).json;
        expect(games.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(["first", "second"]));
        const bearer = await register(server, "ada");
        const made = await call(server, "POST", "/api/characters", { bearer, body: { gameId: "second", name: "Ada" } });
        expect([made.status, made.json.character.name]).toEqual([201, "Ada"]);
      })
    ));
}

function expectRefusal({ code, stdout, stderr }: Ended, says: RegExp): void {
  expect([code, stdout]).toEqual([1, ""]);
  // The machine's limit of open files may be worth a warning of its own before; the connections taken are a record.
  const said = stderr.replace(/^.*(The limit of open files|Connections to PostgreSQL).*\n/gm, "");
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
