/** Who banned, from where an account was seen, and which token a refresh replaced. */
import type { Kysely } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.alterTable("bans").addColumn("automatic", types.integer, (c) => c.notNull().defaultTo(0)).execute();
  await markAutomatic(db as Kysely<Banned>);
  await db.schema.createIndex("bans_value").on("bans").columns(["kind", "value"]).execute();

  await db.schema.createTable("account_addresses")
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("network", types.text, (c) => c.notNull())
    .addColumn("last_seen_at", types.integer, (c) => c.notNull())
    .addPrimaryKeyConstraint("account_addresses_key", ["account_id", "network"])
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("account_addresses_seen").on("account_addresses").column("last_seen_at").execute();

  await db.schema.alterTable("sessions").addColumn("refreshed_at", types.integer).execute();
  await db.schema.alterTable("sessions").addColumn("replaced_token_id", types.text).execute();
}

interface Banned {
  bans: { automatic: number; created_by: string };
}

/** Bans that the server itself made before it said so. */
async function markAutomatic(db: Kysely<Banned>): Promise<void> {
  await db.updateTable("bans").set({ automatic: 1 }).where("created_by", "=", "system").execute();
}
