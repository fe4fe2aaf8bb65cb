/** The outbox, links that are good once, resets that were asked for, and where players sign in from. */
import type { Kysely } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.alterTable("accounts").addColumn("language", types.text).execute();
  await db.schema.alterTable("accounts").addColumn("needs_reset", types.integer, (c) => c.notNull().defaultTo(0))
    .execute();

  await db.schema.createTable("mails")
    .addColumn("id", types.integer, types.identity)
    .addColumn("key", types.text, (c) => c.notNull().unique())
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("name", types.text, (c) => c.notNull())
    .addColumn("body", types.bytes, (c) => c.notNull())
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addColumn("tries", types.integer, (c) => c.notNull())
    .addColumn("due_at", types.integer)
    .addColumn("claim", types.text)
    .addColumn("given_up_at", types.integer)
    .addColumn("last_error", types.text)
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("mails_due").on("mails").column("due_at").execute();
  await db.schema.createIndex("mails_given_up").on("mails").column("given_up_at").execute();
  await db.schema.createIndex("mails_account").on("mails").column("account_id").execute();

  await db.schema.createTable("links")
    .addColumn("id", types.integer, types.identity)
    .addColumn("kind", types.text, (c) => c.notNull())
    .addColumn("hash", types.bytes, (c) => c.notNull().unique())
    .addColumn("account_id", types.integer, (c) => c.references("accounts.id").onDelete("cascade"))
    .addColumn("data", types.text, (c) => c.notNull())
    .addColumn("reserved_email_key", types.text)
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addColumn("valid_from", types.integer)
    .addColumn("expires_at", types.integer, (c) => c.notNull())
    .addColumn("used_at", types.integer)
    .addColumn("wrong_codes", types.integer, (c) => c.notNull().defaultTo(0))
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("links_account").on("links").columns(["account_id", "kind"]).execute();
  await db.schema.createIndex("links_kind").on("links").columns(["kind", "id"]).execute();
  await db.schema.createIndex("links_expiry").on("links").column("expires_at").execute();
  await db.schema.createIndex("links_reserved").on("links").column("reserved_email_key").execute();

  await db.schema.createTable("reset_requests")
    .addColumn("id", types.text, (c) => c.primaryKey().notNull())
    .addColumn("request", types.bytes, (c) => c.notNull())
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("reset_requests_age").on("reset_requests").column("created_at").execute();

  await db.schema.createTable("account_devices")
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("place", types.bytes, (c) => c.notNull())
    .addColumn("last_seen_at", types.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("account_devices_key", ["account_id", "place"])
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("account_devices_age").on("account_devices").column("last_seen_at").execute();
}
