/** Sessions and seats. */
import type { Kysely } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.createTable("sessions")
    .addColumn("id", types.text, (c) => c.primaryKey().notNull())
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("door", types.text, (c) => c.notNull())
    .addColumn("address", types.text, (c) => c.notNull())
    .addColumn("mac_key", types.text)
    .addColumn("character_id", types.integer)
    .addColumn("token_id", types.text)
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addColumn("last_active_at", types.integer, (c) => c.notNull())
    .addColumn("expires_at", types.integer)
    .addColumn("ended_at", types.integer)
    .addColumn("end_reason", types.text)
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("sessions_account").on("sessions").columns(["account_id", "ended_at"]).execute();
  await db.schema.createIndex("sessions_end").on("sessions").columns(["ended_at", "expires_at"]).execute();

  await db.schema.createTable("seats")
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("game_id", types.text, (c) => c.notNull())
    .addColumn("holder_id", types.text, (c) => c.notNull())
    .addColumn("session_id", types.text, (c) => c.notNull())
    .addColumn("character_id", types.integer)
    .addColumn("door", types.text, (c) => c.notNull())
    .addColumn("taken_at", types.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("seats_key", ["account_id", "game_id"])
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("seats_session").on("seats").column("session_id").execute();
}
