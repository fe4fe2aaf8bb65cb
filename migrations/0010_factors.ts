/** Authenticator apps, recovery codes, passkeys, and logins that wait for their second factor. */
import type { Kysely } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.createTable("totp_secrets")
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("state", types.text, (c) => c.notNull())
    .addColumn("secret", types.bytes, (c) => c.notNull())
    .addColumn("last_step", types.integer, (c) => c.notNull())
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("totp_secrets_key", ["account_id", "state"])
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("totp_secrets_state").on("totp_secrets").columns(["state", "created_at"]).execute();

  await db.schema.createTable("recovery_codes")
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("hash", types.bytes, (c) => c.notNull())
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("recovery_codes_key", ["account_id", "hash"])
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.createTable("login_challenges")
    .addColumn("hash", types.bytes, (c) => c.primaryKey().notNull())
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("password_mark", types.bytes, (c) => c.notNull())
    .addColumn("wrong_answers", types.integer, (c) => c.notNull())
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addColumn("expires_at", types.integer, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("login_challenges_account").on("login_challenges").columns(["account_id", "created_at"])
    .execute();
  await db.schema.createIndex("login_challenges_expiry").on("login_challenges").column("expires_at").execute();

  await db.schema.createTable("passkey_users")
    .addColumn(
      "account_id",
      types.integer,
      (c) => c.primaryKey().notNull().references("accounts.id").onDelete("cascade"),
    )
    .addColumn("handle", types.bytes, (c) => c.notNull().unique())
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.createTable("passkeys")
    .addColumn("id", types.text, (c) => c.primaryKey().notNull())
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("credential_id", types.text, (c) => c.notNull().unique())
    .addColumn("public_key", types.bytes, (c) => c.notNull())
    .addColumn("counter", types.integer, (c) => c.notNull())
    .addColumn("name", types.text, (c) => c.notNull())
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addColumn("last_used_at", types.integer)
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("passkeys_account").on("passkeys").columns(["account_id", "created_at"]).execute();

  await db.schema.createTable("spent_challenges")
    .addColumn("hash", types.bytes, (c) => c.primaryKey().notNull())
    .addColumn("expires_at", types.integer, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("spent_challenges_expiry").on("spent_challenges").column("expires_at").execute();
}
