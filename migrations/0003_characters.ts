/** Characters. */
import { type Kysely, sql } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.createTable("characters")
    .addColumn("id", types.integer, types.identity)
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("game_id", types.text, (c) => c.notNull())
    .addColumn("name", types.text, (c) => c.notNull())
    .addColumn("name_key", types.text, (c) => c.notNull())
    .addColumn("level", types.integer, (c) => c.notNull().defaultTo(1))
    .addColumn("class", types.text)
    .addColumn("x", types.real, (c) => c.notNull().defaultTo(0))
    .addColumn("y", types.real, (c) => c.notNull().defaultTo(0))
    .addColumn("z", types.real, (c) => c.notNull().defaultTo(0))
    .addColumn("map_id", types.text)
    .addColumn("server_id", types.text)
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addColumn("last_played_at", types.integer)
    .addColumn("deleted_at", types.integer)
    .modifyEnd(types.tableEnd)
    .execute();
  // Both engines know partial indexes: a name is free again once its bearer is deleted.
  await sql`create unique index characters_name_key on characters (game_id, name_key) where deleted_at is null`
    .execute(db);
  await db.schema.createIndex("characters_account").on("characters").columns(["account_id", "game_id"]).execute();
}
