/** What a game's own doors take of an account: its access, game passwords, and windows; and whose a ticket is. */
import type { Kysely } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.createTable("account_access")
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("game_id", types.text, (c) => c.notNull())
    .addColumn("access", types.text, (c) => c.notNull())
    .addPrimaryKeyConstraint("account_access_key", ["account_id", "game_id"])
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.createTable("game_passwords")
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("game_id", types.text, (c) => c.notNull())
    .addColumn("hash", types.bytes, (c) => c.notNull())
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addColumn("last_used_at", types.integer)
    .addColumn("last_address", types.text)
    .addPrimaryKeyConstraint("game_passwords_key", ["account_id", "game_id"])
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.createTable("game_password_secrets")
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("game_id", types.text, (c) => c.notNull())
    .addColumn("scheme", types.text, (c) => c.notNull())
    .addColumn("secret", types.bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint("game_password_secrets_key", ["account_id", "game_id", "scheme"])
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.createTable("access_windows")
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("game_id", types.text, (c) => c.notNull())
    .addColumn("address", types.text, (c) => c.notNull())
    .addColumn("until", types.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("access_windows_key", ["account_id", "game_id"])
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("access_windows_until").on("access_windows").column("until").execute();

  await db.schema.alterTable("tickets").addColumn("game_id", types.text).execute();
}
