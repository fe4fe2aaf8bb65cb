import { expect } from "expect";
import { sql } from "kysely";
import { openPostgresForTest, testEngines, withPostgresSchema } from "../../support/test_database.ts";

Deno.test({
  name: "an instance sees the tables of its own schema, and no others (postgres)",
  ignore: !testEngines().includes("postgres"),
  fn: () =>
    withPostgresSchema((mine) =>
      withPostgresSchema(async (theirs) => {
        const [database, other] = await Promise.all([openPostgresForTest(mine), openPostgresForTest(theirs)]);
        try {
          await sql`create table neighbours (id integer)`.execute(other.write);
          await sql`create table toys (id bigint generated always as identity, name text not null default 'x',
            size real, half real generated always as (size / 2) stored, place serial)`.execute(database.write);
          await sql`alter table toys drop column place, add column spot serial`.execute(database.write);
          await sql`create view names as select name from toys`.execute(database.write);
          const tables = await database.read.introspection.getTables();
          expect(tables.map(({ name, isView }) => [name, isView])).toEqual([["names", true], ["toys", false]]);
          expect(tables[1]!.columns).toMatchObject([
            { name: "id", dataType: "int8", isNullable: false, isAutoIncrementing: true },
            { name: "name", dataType: "text", isNullable: false, hasDefaultValue: true, isAutoIncrementing: false },
            { name: "size", dataType: "float4", isNullable: true, hasDefaultValue: false },
            { name: "half", dataType: "float4", isNullable: true, hasDefaultValue: false },
            { name: "spot", dataType: "int4", isNullable: false, hasDefaultValue: true, isAutoIncrementing: true },
          ]);
          expect((await database.read.introspection.getSchemas()).map(({ name }) => name)).toContain("pg_catalog");
        } finally {
          await Promise.all([database.close(), other.close()]);
        }
      })
    ),
});
