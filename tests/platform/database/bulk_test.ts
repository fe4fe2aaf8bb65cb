import { expect } from "expect";
import { sql } from "kysely";
import { bulkInsert, bulkList } from "../../../lib/platform/database/bulk.ts";
import type { Database } from "../../../lib/platform/database/database.ts";
import { eachDatabase } from "../../support/test_database.ts";

const COLUMNS = { name: "text", count: "integer", secret: "bytes" } as const;

async function makeTable(database: Database): Promise<void> {
  const bytes = database.engine === "postgres" ? "bytea" : "blob";
  await sql.raw(`create table bulk_rows (name text primary key, count bigint, secret ${bytes})`).execute(
    database.write,
  );
}

async function readTable(database: Database): Promise<unknown[]> {
  const { rows } = await sql<{ name: string; count: unknown; secret: Uint8Array | null }>`
    select name, count, secret from bulk_rows order by name`.execute(database.read);
  return rows.map(({ name, count, secret }) => [name, count === null ? null : Number(count), secret?.toHex() ?? null]);
}

eachDatabase("rows of text, numbers, bytes and nothing go in by one statement", async (database) => {
  await makeTable(database);
  const rows = [["a'\"\\{},ż", 2 ** 53 - 1, Uint8Array.of(0, 255, 92)], ["b", null, null], ["", 0, new Uint8Array()]];
  const back = await bulkInsert<{ name: string }>(database.write, database.engine, {
    table: "bulk_rows",
    columns: COLUMNS,
    rows,
    returning: ["name"],
  });
  expect(back.map(({ name }) => name).sort()).toEqual(["", "a'\"\\{},ż", "b"]);
  expect(await readTable(database)).toEqual([["", 0, ""], ["a'\"\\{},ż", 2 ** 53 - 1, "00ff5c"], ["b", null, null]]);
});

eachDatabase("a row that is there stays as it is, when told so, and is not given back", async (database) => {
  await makeTable(database);
  const insert = { table: "bulk_rows", columns: COLUMNS, returning: ["name"], isIgnored: true };
  await bulkInsert(database.write, database.engine, { ...insert, rows: [["a", 1, null]] });
  const back = await bulkInsert(database.write, database.engine, { ...insert, rows: [["a", 2, null], ["b", 3, null]] });
  expect(back).toEqual([{ name: "b" }]);
  expect(await readTable(database)).toEqual([["a", 1, null], ["b", 3, null]]);
});

eachDatabase("a list of thousands is compared with by one parameter", async (database) => {
  await makeTable(database);
  await bulkInsert(database.write, database.engine, {
    table: "bulk_rows",
    columns: COLUMNS,
    rows: [["a", 1, null], ["b", 2, null], ["c", 3, null]],
  });
  const names = ["b", "c", ...Array.from({ length: 40_000 }, (_, index) => `name ${index}`)];
  const { rows } = await sql<{ name: string }>`
    select name from bulk_rows where name in ${bulkList(database.engine, "text", names)} order by name`
    .execute(database.read);
  expect(rows.map(({ name }) => name)).toEqual(["b", "c"]);
});

eachDatabase("rows by the hundred and the few behind them go in alike", async (database) => {
  await makeTable(database);
  const rows = Array.from({ length: 257 }, (_, index) => [`row ${index}`, index, Uint8Array.of(index & 255)]);
  const insert = { table: "bulk_rows", columns: COLUMNS, returning: ["name"], isIgnored: true };
  const back = await bulkInsert<{ name: string }>(database.write, database.engine, { ...insert, rows });
  expect(new Set(back.map(({ name }) => name))).toEqual(new Set(rows.map(([name]) => name)));
  expect(await bulkInsert(database.write, database.engine, { ...insert, rows })).toEqual([]);
  const { rows: sums } = await sql<{ sum: number; kinds: number }>`
    select sum(count) as sum, count(distinct secret) as kinds from bulk_rows`.execute(database.read);
  expect(sums.map(({ sum, kinds }) => [Number(sum), Number(kinds)])).toEqual([[257 * 128, 256]]);
});
