/** Who is told of what happens, what happened, what is on its way to whom, and what was last told of each server. */
import type { Kysely } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.createTable("webhooks")
    .addColumn("id", types.integer, types.identity)
    .addColumn("key", types.text, (c) => c.notNull().unique())
    .addColumn("url", types.text, (c) => c.notNull())
    .addColumn("events", types.text, (c) => c.notNull())
    .addColumn("secret", types.bytes, (c) => c.notNull())
    .addColumn("is_private", types.integer, (c) => c.notNull())
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addColumn("created_by", types.text, (c) => c.notNull())
    .addColumn("failing_since", types.integer)
    .addColumn("last_error", types.text)
    .addColumn("disabled_at", types.integer)
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.createTable("webhook_events")
    .addColumn("id", types.integer, types.identity)
    .addColumn("event_id", types.text, (c) => c.notNull())
    .addColumn("type", types.text, (c) => c.notNull())
    .addColumn("at", types.integer, (c) => c.notNull())
    .addColumn("data", types.text, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.createTable("webhook_deliveries")
    .addColumn("id", types.integer, types.identity)
    .addColumn("webhook_id", types.integer, (c) => c.notNull().references("webhooks.id").onDelete("cascade"))
    .addColumn("event_id", types.text, (c) => c.notNull())
    .addColumn("body", types.text, (c) => c.notNull())
    .addColumn("tries", types.integer, (c) => c.notNull())
    .addColumn("due_at", types.integer, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("webhook_deliveries_due").on("webhook_deliveries").columns(["webhook_id", "due_at"])
    .execute();

  await db.schema.createTable("webhook_servers")
    .addColumn("server_id", types.text, (c) => c.primaryKey().notNull().references("servers.id").onDelete("cascade"))
    .addColumn("online", types.integer, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();
}
