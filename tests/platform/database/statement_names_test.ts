/** Statements that PostgreSQL plans once for each connection. */
import { sql } from "kysely";
import { expect } from "expect";
import { systemClock } from "../../../lib/platform/clock.ts";
import { openPostgres } from "../../../lib/platform/database/postgres.ts";
import { createStatementNames } from "../../../lib/platform/database/statement_names.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { systemRandom } from "../../../lib/platform/random.ts";
import { testEngines, withPostgresSchema } from "../../support/test_database.ts";

const text = (number: number) => `select ${number} from accounts where id = $1`;
const namesAfter = (uses: number, statement: string) => {
  const names = createStatementNames();
  return Array.from({ length: uses }, () => names.nameOf(statement)).at(-1);
};

Deno.test("a statement is named once it has come again and again, the same by every instance", () => {
  expect(namesAfter(3, text(1))).toBeUndefined();
  expect(namesAfter(4, text(1))).toMatch(/^gatehouse_/);
  expect(namesAfter(9, text(1))).toBe(namesAfter(4, text(1)));
  expect(namesAfter(4, text(2))).not.toBe(namesAfter(4, text(1)));
});

Deno.test("what a new column would change, and what is no plain statement, is not named", () => {
  const never = ["select * from a", "select a.* from a", "insert into a values ($1) returning *", "begin", "set x = 1"];
  expect(never.map((statement) => namesAfter(9, statement))).toEqual(never.map(() => undefined));
  expect(namesAfter(9, "select count(*) from a")).not.toBeUndefined();
});

Deno.test("two hundred are named, and what came but once is forgotten", () => {
  const names = createStatementNames();
  for (let number = 0; number < 200; number += 1) names.expect(text(number));
  for (let uses = 0; uses < 9; uses += 1) expect(names.nameOf(text(200))).toBeUndefined();
  const counting = createStatementNames();
  for (let uses = 0; uses < 3; uses += 1) counting.nameOf(text(0));
  for (let number = 1; number <= 2_000; number += 1) counting.nameOf(text(number));
  expect(counting.nameOf(text(0))).toBeUndefined();
});

Deno.test("given up once, none is named", () => {
  const names = createStatementNames();
  names.expect(text(1));
  expect([names.giveUp(), names.giveUp()]).toEqual([true, false]);
  names.expect(text(1));
  expect(Array.from({ length: 9 }, () => names.nameOf(text(1))).at(-1)).toBeUndefined();
});

Deno.test({
  name: "a statement that comes again is prepared, and one whose preparation is lost is asked without (postgres)",
  ignore: !testEngines().includes("postgres"),
  fn: () =>
    withPostgresSchema(async (url) => {
      const database = openPostgres({ url, poolMax: 1, clock: systemClock, random: systemRandom, log: silentLog });
      const ask = async (value: number) =>
        (await sql<{ n: number }>`select ${value}::int as n`.execute(database.read)).rows;
      for (let value = 0; value < 5; value += 1) expect(await ask(value)).toEqual([{ n: value }]);
      const prepared = async () =>
        (await sql<{ name: string }>`select name from pg_prepared_statements where name like 'gatehouse%'`
          .execute(database.read)).rows.length;
      expect(await prepared()).toBe(1);
      await sql`deallocate all`.execute(database.read);
      expect(await ask(7)).toEqual([{ n: 7 }]);
      expect([await ask(8), await prepared()]).toEqual([[{ n: 8 }], 0]);
      await database.close();
    }),
});
