/** Game servers, tickets, and login and character tokens. */
import type { Kysely } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.createTable("servers")
    .addColumn("id", types.text, (c) => c.primaryKey().notNull())
    .addColumn("name", types.text, (c) => c.notNull())
    .addColumn("name_key", types.text, (c) => c.notNull().unique())
    .addColumn("game_id", types.text)
    .addColumn("address", types.text, (c) => c.notNull())
    .addColumn("port", types.integer, (c) => c.notNull())
    .addColumn("type", types.text, (c) => c.notNull())
    .addColumn("flags", types.integer, (c) => c.notNull())
    .addColumn("online", types.integer, (c) => c.notNull())
    .addColumn("note_text_id", types.integer, (c) => c.notNull())
    .addColumn("key_hash", types.bytes, (c) => c.notNull().unique())
    .addColumn("players", types.integer, (c) => c.notNull().defaultTo(0))
    .addColumn("last_heartbeat_at", types.integer)
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.createTable("tickets")
    .addColumn("kind", types.text, (c) => c.notNull())
    .addColumn("secret_hash", types.bytes, (c) => c.notNull())
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("address", types.text)
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addColumn("expires_at", types.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("tickets_key", ["kind", "secret_hash"])
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("tickets_account").on("tickets").columns(["account_id", "kind"]).execute();
  await db.schema.createIndex("tickets_expiry").on("tickets").column("expires_at").execute();

  await db.schema.createTable("game_tokens")
    .addColumn("id", types.integer, types.identity)
    .addColumn("kind", types.text, (c) => c.notNull())
    .addColumn("hash", types.bytes, (c) => c.notNull().unique())
    .addColumn("line_id", types.text, (c) => c.notNull())
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("character_id", types.integer)
    .addColumn("server_id", types.text)
    .addColumn("game_id", types.text)
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addColumn("expires_at", types.integer, (c) => c.notNull())
    .addColumn("line_expires_at", types.integer, (c) => c.notNull())
    .addColumn("rotated_at", types.integer)
    .addColumn("ended_at", types.integer)
    .addColumn("end_reason", types.text)
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("game_tokens_line").on("game_tokens").column("line_id").execute();
  await db.schema.createIndex("game_tokens_account").on("game_tokens").column("account_id").execute();
  await db.schema.createIndex("game_tokens_expiry").on("game_tokens").column("expires_at").execute();

  await db.schema.createTable("seen_tickets")
    .addColumn("hash", types.bytes, (c) => c.primaryKey().notNull())
    .addColumn("expires_at", types.integer, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();
}
