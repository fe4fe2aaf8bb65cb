/** What reads much of the embedded database reads on another thread: the loop turns meanwhile, and nothing is written. */
import { expect } from "expect";
import { sql } from "kysely";
import { join } from "node:path";
import { systemClock } from "../../../lib/platform/clock.ts";
import { openSqlite } from "../../../lib/platform/database/sqlite.ts";
import { silentLog } from "../../../lib/platform/log/log.ts";
import { codeOf } from "../../support/code_of.ts";

async function withFile(use: (database: ReturnType<typeof openSqlite>) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const database = openSqlite({ path: join(folder, "t.db"), clock: systemClock, log: silentLog });
  try {
    await sql`create table settings (name text primary key, value blob) strict`.execute(database.write);
    await use(database);
  } finally {
    await database.close();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("it sees what was committed before, bytes and all, and the loop turns while it reads", () =>
  withFile(async (database) => {
    const value = Uint8Array.of(1, 2, 255);
    await database.transaction(({ db }) => db.insertInto("settings").values({ name: "a", value }).execute());
    expect(await database.aside.selectFrom("settings").selectAll().execute()).toEqual([{ name: "a", value }]);

    let isOver = false;
    const long = sql<{ n: number }>`with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000)
      select count(*) as n from n`.execute(database.aside).finally(() => isOver = true);
    // Answered by the loop's own connections, before the long one is over.
    await database.write.insertInto("settings").values({ name: "b", value }).execute();
    expect(await database.read.selectFrom("settings").select("name").execute()).toHaveLength(2);
    expect(isOver).toBe(false);
    expect((await long).rows).toEqual([{ n: 3_000_000 }]);
  }));

Deno.test("it writes nothing, begins no transaction, and says what SQLite says", () =>
  withFile(async (database) => {
    const { aside } = database;
    expect(await codeOf(aside.insertInto("settings").values({ name: "a", value: Uint8Array.of(1) }).execute())).toBe(
      "unavailable",
    );
    await expect(sql`select nonsense`.execute(aside)).rejects.toThrow("no such column: nonsense");
    await expect(aside.transaction().execute(() => Promise.resolve())).rejects.toThrow("single questions");
    expect(await aside.selectFrom("settings").selectAll().execute()).toEqual([]);
  }));

Deno.test("more than can wait are told to come back, and what waits at the end is told so", () =>
  withFile(async (database) => {
    const ask = () => codeOf(sql`select 1`.execute(database.aside));
    const answers = await Promise.all(Array.from({ length: 501 }, ask));
    expect(answers.filter((answer) => answer === "overloaded")).toHaveLength(1);
    expect(answers.filter((answer) => answer === "no error")).toHaveLength(500);
    const long = codeOf(
      sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 500000) select count(*) from n`
        .execute(database.aside),
    );
    await sql`select 1`.execute(database.read);
    await database.aside.destroy();
    expect(await long).toBe("unavailable");
  }));
