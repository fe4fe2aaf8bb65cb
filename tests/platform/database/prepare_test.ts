import { systemClock } from "../../../lib/platform/clock.ts";
import { expect } from "expect";
import { sql } from "kysely";
import { columnTypes } from "../../../lib/platform/database/column_types.ts";
import { migrate } from "../../../lib/platform/database/migrator.ts";
import { openSqlite } from "../../../lib/platform/database/sqlite.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { coreHistory } from "../../../migrations/mod.ts";
import { addAccount } from "../../support/accounts.ts";
import { eachDatabase } from "../../support/test_database.ts";

const byName = (database: Database) =>
  database.prepare<{ id: number }>(
    "account_by_name",
    database.read.selectFrom("accounts").select("id").where("username_key", "=", "").compile(),
  );

eachDatabase("a prepared query binds what it is called with", async (database) => {
  const [ada, bob] = [await addAccount(database, "Ada"), await addAccount(database, "Bob")];
  const find = byName(database);
  expect((await find(["ada"])).map(({ id }) => id)).toEqual([ada]);
  const many = await Promise.all(Array.from({ length: 20 }, () => find(["bob"])));
  expect(many.flat().map(({ id }) => id)).toEqual(Array(20).fill(bob));
  expect(await find(["eve"])).toEqual([]);
});

eachDatabase("a prepared query outlives a new column of its table", async (database) => {
  const ada = await addAccount(database, "Ada");
  const find = byName(database);
  await find(["ada"]);
  await database.write.schema.alterTable("accounts").addColumn("title", "text").execute();
  expect((await find(["ada"])).map(({ id }) => id)).toEqual([ada]);
});

eachDatabase("what a prepared query fails with is the caller's to hear", async (database) => {
  const nothing = database.prepare("nothing", sql`select 1 from no_such_table`.compile(database.read));
  await expect(nothing([])).rejects.toThrow("no_such_table");
});

Deno.test("a prepared query of a file sees what is committed, without waiting for the writer", async () => {
  const folder = await Deno.makeTempDir();
  const database = openSqlite({ path: `${folder}/test.db`, clock: systemClock, log: silentLog });
  await migrate(database, coreHistory(columnTypes("sqlite")));
  const find = byName(database);
  await database.transaction(async (unit) => {
    await addAccount({ ...database, write: unit.db }, "Ada");
    expect(await find(["ada"])).toEqual([]);
  });
  expect((await find(["ada"])).length).toBe(1);
  await database.close();
  await Deno.remove(folder, { recursive: true });
});
