/** One row for each attempt that a door decided. Without a reference to the account: it is written behind the login. */
import { type Kysely, sql } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.createTable("login_trail")
    .addColumn("id", types.integer, types.identity)
    .addColumn("at", types.integer, (c) => c.notNull())
    .addColumn("door", types.text, (c) => c.notNull())
    .addColumn("game", types.text)
    .addColumn("dialect", types.text)
    .addColumn("address", types.text, (c) => c.notNull())
    .addColumn("address_key", types.text, (c) => c.notNull())
    .addColumn("account_id", types.integer)
    .addColumn("name", types.text)
    .addColumn("name_key", types.text)
    .addColumn("result", types.text, (c) => c.notNull())
    .addColumn("rule", types.text)
    .addColumn("code", types.text)
    .addColumn("wire", types.text)
    .addColumn("until", types.integer)
    .addColumn("client", types.text)
    .addColumn("device", types.text)
    .addColumn("mac_key", types.text)
    .addColumn("duration_ms", types.integer)
    .addColumn("request_id", types.text)
    .addColumn("instance", types.text, (c) => c.notNull())
    .addColumn("count", types.integer, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("login_trail_at").on("login_trail").column("at").execute();
  // Each ends with the order of the lists, and holds only the rows that can be asked for by it.
  for (const column of ["door", "result"]) {
    await db.schema.createIndex(`login_trail_${column}`).on("login_trail").columns([column, "id"]).execute();
  }
  for (const column of ["account_id", "name_key", "mac_key", "rule"]) {
    await sql`create index ${sql.ref(`login_trail_${column}`)} on login_trail (${sql.ref(column)}, id)
      where ${sql.ref(column)} is not null`.execute(db);
  }
  // Of a block's many rows those of a door, or with a result, are found without reading the others.
  await db.schema.createIndex("login_trail_address_key").on("login_trail")
    .columns(["address_key", "id", "result", "door"]).execute();
  // Neither of two of them leads to few.
  await sql`create index login_trail_rule_door on login_trail (rule, door, id) where rule is not null`.execute(db);
  await sql`create index login_trail_door_result on login_trail (door, result, id)`.execute(db);
}
