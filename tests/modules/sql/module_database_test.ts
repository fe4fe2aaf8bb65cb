import { expect } from "expect";
import { sql } from "kysely";
import type { Database } from "../../../lib/platform/database/database.ts";
import { createHookDatabase, createOwnDatabase, unwatched } from "../../../lib/modules/sql/module_database.ts";
import { TimedStatements } from "../../../lib/modules/sql/timed_statements.ts";
import { createTestClock } from "../../support/test_clock.ts";
import { eachDatabase } from "../../support/test_database.ts";

const nothing = () => {};

async function makeTable(database: Database): Promise<void> {
  await sql`create table notes (id integer primary key, text text)`.execute(database.write);
}

function ownDatabase(database: Database, clock = createTestClock()) {
  return createOwnDatabase({ database, clock, budgetMs: 2_000, checkOpen: nothing, watch: unwatched() });
}

async function texts(database: Database): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`select text from notes order by id`.execute(database.write);
  return rows.map((row) => row.text);
}

eachDatabase("a question gives rows, a change gives how much it changed", async (database) => {
  await makeTable(database);
  const db = ownDatabase(database);
  expect(await db.query("insert into notes (id, text) values (?, ?)", [7, "a?"]))
    .toEqual([{ affectedRows: 1, insertId: 7 }]);
  expect(await db.query("INSERT INTO notes (id, text) VALUES ($1, $2), ($3, $2)", [8, "b", 9]))
    .toEqual([{ affectedRows: 2 }]);
  const [rows] = await db.query("SELECT id, text FROM notes WHERE text <> '?' AND id < ? ORDER BY id", [9]);
  expect(rows.map((row: object) => ({ ...row }))).toEqual([{ id: 7, text: "a?" }, { id: 8, text: "b" }]);
  expect(await db.query("update notes set text = 'c' where id > ?", [7])).toEqual([{ affectedRows: 2 }]);
  const [returned] = await db.query("delete from notes where id = 7 returning text");
  expect(returned.map((row: object) => ({ ...row }))).toEqual([{ text: "a?" }]);
  expect(await db.query("insert into notes (id, text) values (8, 'd') on conflict do nothing"))
    .toEqual([{ affectedRows: 0 }]);
  expect(await db.query("create table more (a integer)")).toEqual([{ affectedRows: 0 }]);
});

eachDatabase(
  "what a database would give back as something else is refused: a NUL, a number too large",
  async (database) => {
    const db = ownDatabase(database);
    await expect(db.query("select cast(? as text) as t", ["a\0b"])).rejects.toThrow("value 1 has a NUL");
    const whole = (digits: string) => db.query(`select cast(${digits} as bigint) as n`);
    const [[largest]] = await whole("9007199254740991");
    expect(largest.n).toBe(9007199254740991);
    await expect(whole("9007199254740993")).rejects.toThrow("9007199254740993");
    await expect(whole("-9007199254740993")).rejects.toThrow("9007199254740993");
    expect(await db.query("select 1 as n").then(([[row]]) => row.n)).toBe(1);
  },
);

eachDatabase("what is summed up is a number on both databases", async (database) => {
  const db = ownDatabase(database);
  await db.query("create table scores (points bigint not null)");
  await db.query("insert into scores values (?), (?)", [2, 3]);
  const [[row]] = await db.query("select sum(points) as all_of_them, avg(points) as mean, 1.5 as half from scores");
  expect({ ...row }).toEqual({ all_of_them: 5, mean: 2.5, half: 1.5 });
  await db.query("insert into scores values (?)", [Number.MAX_SAFE_INTEGER]);
  await expect(db.query("select sum(points) as all_of_them from scores")).rejects.toThrow("9007199254740996");
});

eachDatabase("a table without an id gives no insertId", async (database) => {
  const db = ownDatabase(database);
  await db.query("create table stats (character_id integer primary key, hp integer)");
  expect(await db.query("insert into stats values (?, ?)", [42, 100])).toEqual([{ affectedRows: 1 }]);
});

eachDatabase("Kysely works over the same handle", async (database) => {
  await makeTable(database);
  const { kysely } = ownDatabase(database);
  await kysely.insertInto("notes").values({ id: 1, text: "one" }).execute();
  expect((await kysely.selectFrom("notes").select("text").executeTakeFirstOrThrow()).text).toBe("one");
  const result = await kysely.updateTable("notes").set({ text: "two" }).executeTakeFirst();
  expect(result.numUpdatedRows).toBe(1n);
});

eachDatabase("a transaction that a module begins is kept or undone as a whole", async (database) => {
  await makeTable(database);
  const { kysely } = ownDatabase(database);
  await kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto("notes").values({ id: 1, text: "kept" }).execute();
  });
  const undone = kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto("notes").values({ id: 2, text: "undone" }).execute();
    throw new Error("changed my mind");
  });
  await expect(undone).rejects.toThrow("changed my mind");
  expect(await texts(database)).toEqual(["kept"]);
});

eachDatabase("a transaction with a failed statement is undone, even when the module goes on", async (database) => {
  await makeTable(database);
  const { kysely } = ownDatabase(database);
  const half = kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto("notes").values({ id: 1, text: "half" }).execute();
    await transaction.insertInto("notes").values({ id: 1, text: "again" }).execute().catch(nothing);
  });
  await expect(half).rejects.toThrow("Could not commit");
  expect(await texts(database)).toEqual([]);
});

eachDatabase("a module's transaction that does not end is undone when its time is up", async (database) => {
  await makeTable(database);
  const clock = createTestClock();
  const { kysely } = ownDatabase(database, clock);
  const begun = Promise.withResolvers<void>();
  const timeUp = Promise.withResolvers<void>();
  const late = kysely.transaction().execute(async (transaction) => {
    await transaction.insertInto("notes").values({ id: 1, text: "late" }).execute();
    begun.resolve();
    await timeUp.promise;
    await transaction.insertInto("notes").values({ id: 2, text: "later" }).execute();
  });
  await begun.promise;
  clock.advance(2_000);
  // Everybody else goes on, although the module still hangs.
  expect(await texts(database)).toEqual([]);
  timeUp.resolve();
  await expect(late).rejects.toThrow("the time of the transaction is up");
  expect(await texts(database)).toEqual([]);
});

eachDatabase("a hook's handle reads and writes in the transaction, and ends with it", async (database) => {
  await makeTable(database);
  const ended = await database.transaction(async (unit) => {
    const statements = new TimedStatements({
      engine: unit.engine,
      db: unit.db,
      clock: createTestClock(),
      budgetMs: 2_000,
    });
    const db = createHookDatabase(statements, unwatched());
    await db.query("insert into notes (id, text) values (1, 'one')");
    expect((await db.kysely.selectFrom("notes").selectAll().execute()).length).toBe(1);
    await expect(db.kysely.transaction().execute(() => Promise.resolve())).rejects.toThrow("in one already");
    await expect(db.query("commit")).rejects.toThrow("by the core");
    await expect(sql`rollback`.execute(db.kysely)).rejects.toThrow("by the core");
    await statements.end("the hook is over");
    return db;
  });
  await expect(ended.query("select 1")).rejects.toThrow("the hook is over");
  await expect(ended.kysely.deleteFrom("notes").execute()).rejects.toThrow("the hook is over");
  await expect(sql`delete from notes`.execute(ended.kysely)).rejects.toThrow("the hook is over");
  expect(await texts(database)).toEqual(["one"]);
});
