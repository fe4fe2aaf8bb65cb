/** Accounts, what proves them, and what keeps them out. */
import type { Kysely } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.createTable("accounts")
    .addColumn("id", types.integer, types.identity)
    .addColumn("username", types.text, (c) => c.notNull())
    .addColumn("username_key", types.text, (c) => c.notNull().unique())
    .addColumn("username_pending", types.integer, (c) => c.notNull().defaultTo(0))
    .addColumn("email", types.text)
    .addColumn("email_key", types.text, (c) => c.unique())
    .addColumn("password_hash", types.text)
    .addColumn("role", types.text, (c) => c.notNull().defaultTo("player"))
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addColumn("last_login_at", types.integer)
    .addColumn("last_address", types.text)
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.createTable("account_secrets")
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("scheme", types.text, (c) => c.notNull())
    .addColumn("secret", types.bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint("account_secrets_key", ["account_id", "scheme"])
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.createTable("account_suspensions")
    .addColumn("id", types.integer, types.identity)
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("reason", types.text, (c) => c.notNull())
    .addColumn("until", types.integer)
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addColumn("created_by", types.text, (c) => c.notNull())
    .addColumn("lifted_at", types.integer)
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("account_suspensions_account").on("account_suspensions").column("account_id").execute();

  await db.schema.createTable("account_macs")
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("mac_key", types.text, (c) => c.notNull())
    .addColumn("mac", types.text, (c) => c.notNull())
    .addColumn("first_seen_at", types.integer, (c) => c.notNull())
    .addColumn("last_seen_at", types.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("account_macs_key", ["account_id", "mac_key"])
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("account_macs_mac").on("account_macs").column("mac_key").execute();

  await db.schema.createTable("identities")
    .addColumn("provider", types.text, (c) => c.notNull())
    .addColumn("subject", types.text, (c) => c.notNull())
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addColumn("last_used_at", types.integer)
    .addPrimaryKeyConstraint("identities_key", ["provider", "subject"])
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("identities_account").on("identities").column("account_id").execute();
}
