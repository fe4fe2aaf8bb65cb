/** Tests take over tables, and on PostgreSQL connections, from one another, and nothing that was done with them. */
import { expect } from "expect";
import { sql } from "kysely";
import type { Database } from "../../lib/platform/database/database.ts";
import { testEngines, withDatabase } from "../support/test_database.ts";

interface Leftover {
  /** What a test does. */
  readonly leave: string;
  /** What the next one would see of it. */
  readonly look: string;
}

const ROWS =
  "select name from settings union all select action from audit_log union all select name from audit_archives";
const OBJECTS = `select pg_describe_object(classid, objid, 0) as it from pg_depend
  where refclassid = 'pg_namespace'::regclass and refobjid = current_schema()::regnamespace order by 1`;
const LEFTOVERS: Readonly<Record<string, Leftover>> = {
  rows: { leave: "insert into settings (name, value) values ('left', '')", look: ROWS },
  "entries of the audit log": {
    leave: "insert into audit_log (at, action, actor) values (1, 'left', 'left'), (5, 'left', 'left')",
    look: ROWS,
  },
  numbers: {
    leave: "select nextval(pg_get_serial_sequence('accounts', 'id'))",
    look: "select sequencename, last_value from pg_sequences where schemaname = current_schema() order by 1",
  },
  tables: {
    leave: `create table left_parents (id bigint generated always as identity primary key, name text unique);
      create table left_children (id bigserial primary key, parent bigint references left_parents, account bigint references accounts);
      insert into left_parents default values; insert into left_children (parent) values (1)`,
    look: OBJECTS,
  },
  "what else a schema holds": {
    leave: `create sequence "left Numbers"; create type left_kind as enum ('a'); create domain left_name as text;
      create function left_function(integer, text default 'x') returns left_kind language sql as 'select null::left_kind';
      create view left_view as select left_function(1) as it from accounts`,
    look: OBJECTS,
  },
  "a session's settings": {
    leave: "set work_mem = '1MB'; set time zone 'Asia/Tokyo'; set application_name = 'left'",
    look: "select name, setting from pg_settings where source = 'session' or name = 'application_name' order by 1",
  },
  "advisory locks": {
    leave: "select pg_advisory_lock(11), pg_advisory_lock_shared(12)",
    look: "select objid, mode from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()",
  },
  channels: { leave: "listen left_channel", look: "select pg_listening_channels()" },
  "prepared statements": {
    leave: "prepare left_statement as select 1",
    look: "select name from pg_prepared_statements where name like 'left%'",
  },
  "temporary tables": {
    leave: "create temporary table left_here (id integer)",
    look: "select relname from pg_class where relname = 'left_here'",
  },
};

const ignore = !testEngines().includes("postgres");
const ask = async (database: Database, text: string) => (await sql.raw(text).execute(database.write)).rows;
const pidOf = (database: Database) => ask(database, "select pg_backend_pid()");

for (const [what, { leave, look }] of Object.entries(LEFTOVERS)) {
  Deno.test({
    name: `the next test does not meet ${what}, on the same connection (postgres)`,
    ignore,
    async fn() {
      const see = async (database: Database) => ({ pid: await pidOf(database), seen: await ask(database, look) });
      const before = await withDatabase("postgres", see);
      await withDatabase("postgres", async (database) => {
        await ask(database, leave);
        expect(await ask(database, look)).not.toEqual(before.seen);
      });
      expect(await withDatabase("postgres", see)).toEqual(before);
    },
  });
}

Deno.test({
  name: "a connection that a test left in a transaction is not handed on (postgres)",
  ignore,
  async fn() {
    const pid = await withDatabase("postgres", async (database) => {
      await ask(database, "begin; insert into settings (name, value) values ('left', '')");
      return await pidOf(database);
    });
    await withDatabase("postgres", async (database) => {
      expect(await ask(database, ROWS)).toEqual([]);
      expect(await pidOf(database)).not.toEqual(pid);
    });
  },
});

Deno.test("two tests at once have a database each, and the next one has none of their rows (sqlite)", async () => {
  await withDatabase("sqlite", async (one) => {
    await ask(one, "insert into audit_log (at, action, actor) values (1, 'left', 'left')");
    await withDatabase("sqlite", async (other) => expect(await ask(other, ROWS)).toEqual([]));
    expect(await ask(one, ROWS)).toEqual([{ name: "left" }]);
  });
  await withDatabase("sqlite", async (next) => expect(await ask(next, ROWS)).toEqual([]));
});

Deno.test({
  name: "two tests at once have a schema each (postgres)",
  ignore,
  fn: () =>
    withDatabase("postgres", async (one) => {
      await ask(one, LEFTOVERS["rows"]!.leave);
      await withDatabase("postgres", async (other) => expect(await ask(other, ROWS)).toEqual([]));
      expect(await ask(one, ROWS)).toEqual([{ name: "left" }]);
    }),
});
