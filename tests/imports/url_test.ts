/** The same samples out of living databases: MariaDB and PostgreSQL, where the tests are given one. */
import { expect } from "expect";
import pg from "pg";
import { gunzipSync } from "node:zlib";
import { withServer } from "../support/test_server.ts";
import { importInto, type ImportSetup, SAMPLES } from "./setup.ts";

const MYSQL = Deno.env.get("TEST_MYSQL_URL");
const POSTGRES = Deno.env.get("TEST_DATABASE_URL");

/** Loads a dump of MariaDB, as its client does, into a database that is gone afterwards. */
async function withMysql(dump: string, run: (url: string) => Promise<void>): Promise<void> {
  const name = `gatehouse_import_${crypto.randomUUID().replaceAll("-", "")}`;
  await mariadb(`create database ${name}`);
  try {
    // The dump would make and use a database of its own name. Byte by byte: a `binary(32)` lies raw in it.
    const text = new TextDecoder("latin1").decode(await Deno.readFile(SAMPLES + dump));
    await mariadb(
      `set sql_mode = '';\nuse ${name};\n${text.replace(/^CREATE DATABASE.*$/m, "").replace(/^USE .*$/m, "")}`,
    );
    await run(`${MYSQL}/${name}`);
  } finally {
    await mariadb(`drop database ${name}`);
  }
}

/** @param latin1 bytes, each as a letter */
async function mariadb(latin1: string): Promise<void> {
  const { hostname, port, username, password } = new URL(MYSQL!);
  const process = new Deno.Command("mariadb", {
    args: ["--no-defaults", `--host=${hostname}`, `--port=${port}`, `--user=${username}`, "--binary-mode"],
    env: { MYSQL_PWD: password },
    stdin: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(Uint8Array.from(latin1, (letter) => BYTES.get(letter) ?? letter.charCodeAt(0)));
  await writer.close();
  const { code, stderr } = await process.output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
}

/** What the decoder calls Latin-1 is Windows-1252: its letters back to their bytes. */
const BYTES = new Map(
  Array.from({ length: 256 }, (_, byte) => [new TextDecoder("latin1").decode(Uint8Array.of(byte)), byte] as const),
);

/** A database that is gone afterwards. */
async function withPostgres(
  load: (client: pg.Client) => Promise<void>,
  run: (url: string) => Promise<void>,
): Promise<void> {
  const name = `gatehouse_import_${crypto.randomUUID().replaceAll("-", "")}`;
  const admin = new pg.Client({ connectionString: POSTGRES! });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const url = new URL(POSTGRES!);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await load(client);
    await client.end();
    await run(url.href);
  } finally {
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  }
}

/** Only what a dump by COPY has of these tables: its others are many. */
function loadTables(dump: string, tables: readonly string[]) {
  return async (client: pg.Client) => {
    for (const table of tables) {
      await client.query(new RegExp(`CREATE TABLE public\\.${table} \\([\\s\\S]*?\\n\\);`).exec(dump)![0]);
      const [, columns = "", rows = ""] = new RegExp(
        `COPY public\\.${table} \\((.*)\\) FROM stdin;\\n([\\s\\S]*?)\\\\\\.\\n`,
      ).exec(dump)!;
      for (const line of rows.split("\n").filter((line) => line !== "")) {
        const values = line.split("\t").map((value) => value === "\\N" ? null : unescapeCopy(value));
        const places = values.map((_, index) => `$${index + 1}`).join(", ");
        await client.query(`insert into ${table} (${columns}) values (${places})`, values);
      }
    }
  };
}

function unescapeCopy(value: string): string {
  return value.replace(/\\(.)/g, (_, letter: string) => ({ t: "\t", n: "\n" })[letter] ?? letter);
}

/** A dump by INSERT, as psql would run it. */
function loadInserts(dump: string) {
  return async (client: pg.Client) => {
    await client.query(dump.replace(/^\\.*$/gm, "").replace(/^ALTER .* OWNER TO .*$/gm, ""));
  };
}

/** By URL as by dump: the same counts, conflicts and names. */
async function compare(setup: ImportSetup, url: string): Promise<void> {
  await withServer("sqlite", {}, async (server) => {
    const byDump = await importInto(server, { ...setup, isDryRun: true });
    const byUrl = await importInto(server, { ...setup, sources: [url], isDryRun: true });
    expect({ ...byUrl.summary, source: "" }).toEqual({ ...byDump.summary, source: "" });
    const sorted = (rows: readonly string[][]) => rows.map((row) => row.join("|")).sort();
    expect(sorted(byUrl.conflicts)).toEqual(sorted(byDump.conflicts));
    expect(sorted(byUrl.skipped)).toEqual(sorted(byDump.skipped));
    expect(sorted(byUrl.renamed)).toEqual(sorted(byDump.renamed));
    // And what was read is what proves: whole, not just as many.
    await importInto(server, { ...setup, sources: [url] });
    expect((await importInto(server, setup)).summary.accounts).toMatchObject({ new: 0, changed: 0 });
  });
}

const withoutMysql = MYSQL === undefined ? " (skipped: TEST_MYSQL_URL names no MariaDB)" : "";
for (
  const [system, dump, options] of [
    ["azerothcore", "azerothcore/acore_auth.sql", {}],
    ["nexusforever", "nexusforever/nexus_forever_auth.sql", { timezone: "UTC" }],
    ["wyrt", "wyrt/wyrt.sql", {}],
    ["cmangos", "cmangos/realmd.sql", {}],
    ["mangos-old", "mangos-old/realmd.sql", {}],
  ] as const
) {
  Deno.test({
    name: `${system} out of MariaDB is what its dump is${withoutMysql}`,
    ignore: MYSQL === undefined,
    fn: () => withMysql(dump, (url) => compare({ system, sources: [dump], options }, url)),
  });
}

const readText = (file: string) => Deno.readTextFileSync(SAMPLES + file);
for (
  const [system, dump, load] of [
    ["bezgelor", "bezgelor/bezgelor_dev.sql.gz", (file) =>
      loadTables(
        new TextDecoder().decode(gunzipSync(Deno.readFileSync(SAMPLES + file))),
        ["accounts", "account_suspensions", "account_roles", "roles", "characters"],
      )],
    ["nakama", "nakama/nakama.sql", (file) => loadTables(readText(file), ["users", "user_device"])],
    // Beside `auth.users` a project has a `public.users` of its own.
    ["gotrue", "gotrue/postgres.sql", (file) => loadInserts(readText(file))],
  ] as const satisfies [string, string, (file: string) => (client: pg.Client) => Promise<void>][]
) {
  Deno.test({
    name: `${system} out of PostgreSQL is what its dump is${
      POSTGRES === undefined ? " (skipped: TEST_DATABASE_URL names none)" : ""
    }`,
    ignore: POSTGRES === undefined,
    fn: () => withPostgres(load(dump), (url) => compare({ system, sources: [dump] }, url)),
  });
}

Deno.test("a database that cannot be reached is said without its password", async () => {
  await withServer("sqlite", {}, async (server) => {
    for (const url of ["mysql://u:topsecret@127.0.0.1:1/auth", "postgres://u:topsecret@127.0.0.1:1/auth"]) {
      const error: Error = await importInto(server, { system: "wyrt", sources: [url] }).then(
        () => new Error("no error"),
        (error) => error,
      );
      expect(error.message).toMatch(/^Could not read the (MySQL|PostgreSQL) database auth at 127\.0\.0\.1:1: /);
      expect(error.message).not.toContain("topsecret");
    }
  });
});

Deno.test({
  name: `a database's text comes in UTF-8 whatever it is stored in, and whatever --charset says${withoutMysql}`,
  ignore: MYSQL === undefined,
  async fn() {
    const name = `gatehouse_import_${crypto.randomUUID().replaceAll("-", "")}`;
    await mariadb(`create database ${name}`);
    try {
      await mariadb(
        `use ${name};\nset names utf8mb4;\ncreate table accounts (id int, username varchar(50)) charset latin1;\n` +
          String.fromCharCode(...new TextEncoder().encode("insert into accounts values (1, 'Öre');")),
      );
      await withServer("sqlite", {}, async (server) => {
        for (const charset of ["utf8", "latin1"]) {
          const { renamed } = await importInto(server, {
            system: "wyrt",
            sources: [`${MYSQL}/${name}`],
            options: { charset },
            isDryRun: true,
          });
          expect(renamed.map(([id, old]) => [id, old])).toEqual([["1", "Öre"]]);
        }
      });
    } finally {
      await mariadb(`drop database ${name}`);
    }
  },
});

Deno.test({
  name: `a database's own style of dates and bytes is no matter${
    POSTGRES === undefined ? " (skipped: TEST_DATABASE_URL names none)" : ""
  }`,
  ignore: POSTGRES === undefined,
  fn: () =>
    withPostgres(async (client) => {
      await loadTables(readText("nakama/nakama.sql"), ["users", "user_device"])(client);
      const { rows: [row] } = await client.query<{ name: string }>("select current_database() as name");
      for (const style of ["datestyle = 'German'", "bytea_output = 'escape'", "timezone = 'Asia/Tokyo'"]) {
        await client.query(`alter database ${row!.name} set ${style}`);
      }
    }, (url) => compare({ system: "nakama", sources: ["nakama/nakama.sql"] }, url)),
});
