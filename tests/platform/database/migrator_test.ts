import { expect } from "expect";
import { type Kysely, sql } from "kysely";
import { columnTypes } from "../../../lib/platform/database/column_types.ts";
import type { Queryable } from "../../../lib/platform/database/database.ts";
import { migrate } from "../../../lib/platform/database/migrator.ts";
import { coreHistory } from "../../../migrations/mod.ts";
import { eachDatabase } from "../../support/test_database.ts";

const create = (table: string) => ({
  up: async (db: Kysely<unknown>) => void await db.schema.createTable(table).addColumn("id", "integer").execute(),
});
const history = (migrations: Record<string, ReturnType<typeof create>>) => ({ name: "toy", migrations });

eachDatabase("what is missing is applied in the order of the names, once", async (database) => {
  const first = history({ "0002_b": create("toy_b"), "0001_a": create("toy_a") });
  expect(await migrate(database, first)).toEqual(["0001_a", "0002_b"]);
  expect(await migrate(database, first)).toEqual([]);
  const second = history({ ...first.migrations, "0003_c": create("toy_c") });
  expect(await migrate(database, second)).toEqual(["0003_c"]);
  expect((await sql`select * from toy_c`.execute(database.read)).rows).toEqual([]);
});

eachDatabase("histories know nothing of one another", async (database) => {
  await migrate(database, { name: "one", migrations: { "0001": create("one_a") } });
  expect(await migrate(database, { name: "two", migrations: { "0001": create("two_a") } })).toEqual(["0001"]);
});

eachDatabase("a database that is newer than the program is left alone", async (database) => {
  await migrate(database, history({ "0001_a": create("toy_a"), "0002_b": create("toy_b") }));
  const older = migrate(database, history({ "0001_a": create("toy_a") }));
  await expect(older).rejects.toThrow(
    'Could not migrate "toy": the database is newer than this program (it has 0002_b)',
  );
});

eachDatabase("a migration that fails says which it was, and leaves nothing of itself", async (database) => {
  const failing = {
    up: async (db: Kysely<unknown>) => {
      await create("toy_half").up(db);
      throw new Error("no more room");
    },
  };
  const attempt = migrate(database, history({ "0001_half": failing }));
  await expect(attempt).rejects.toThrow('Could not migrate "toy" at 0001_half');
  expect(await migrate(database, history({ "0001_half": create("toy_half") }))).toEqual(["0001_half"]);
});

eachDatabase("instances that start at once migrate once", async (database) => {
  const toy = history({ "0001_a": create("toy_a"), "0002_b": create("toy_b") });
  const applied = await Promise.all([migrate(database, toy), migrate(database, toy)]);
  expect(applied.flat().sort()).toEqual(["0001_a", "0002_b"]);
});

eachDatabase("the core's history is applied whole", async (database) => {
  expect(await migrate(database, coreHistory(columnTypes(database.engine)))).toEqual([]);
});

eachDatabase("a migration has no time limit, where every other statement has one", async (database) => {
  if (database.engine === "sqlite") {
    await database.withoutTimeLimits((db) => sql`select 1`.execute(db)); // it has none anyway
    return;
  }
  const limits = async (db: Queryable) => {
    const { rows } = await sql<{ statement: string; lock: string }>`
      select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock`.execute(db);
    return rows[0];
  };
  expect(await limits(database.write)).toEqual({ statement: "6s", lock: "5s" });
  expect(await database.withoutTimeLimits(limits)).toEqual({ statement: "0", lock: "0" });
});
