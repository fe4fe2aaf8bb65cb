/** One row for each attempt that a door decided. Without a reference to the account: it is written behind the login. */
import type { Kysely } from "kysely";
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
  for (const column of ["account_id", "address_key", "name_key", "mac_key", "rule", "door", "result"]) {
    await db.schema.createIndex(`login_trail_${column}`).on("login_trail").columns([column, "id"]).execute();
  }
}
