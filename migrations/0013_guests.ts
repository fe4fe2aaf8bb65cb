/** Guests, whose browser keeps the one key that opens the account; and names that deleted accounts leave reserved. */
import type { Kysely } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.createTable("guest_keys")
    .addColumn("account_id", types.integer, (c) => c.primaryKey().references("accounts.id").onDelete("cascade"))
    .addColumn("key_hash", types.bytes, (c) => c.notNull().unique())
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.createTable("reserved_logins")
    .addColumn("hash", types.bytes, (c) => c.primaryKey())
    .addColumn("until", types.integer)
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("reserved_logins_until").on("reserved_logins").column("until").execute();

  await db.schema.createTable("deletions")
    .addColumn("account_id", types.integer, (c) => c.primaryKey().references("accounts.id").onDelete("cascade"))
    .addColumn("due_at", types.integer, (c) => c.notNull())
    .addColumn("tries", types.integer, (c) => c.notNull().defaultTo(0))
    .addColumn("last_error", types.text)
    .addColumn("challenge_hash", types.bytes)
    .addColumn("challenge_expires_at", types.integer)
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("deletions_due").on("deletions").column("due_at").execute();
  await db.schema.createIndex("accounts_idle_guests").on("accounts").columns(["is_guest", "last_login_at"]).execute();
}
