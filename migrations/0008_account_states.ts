/** What docs/contract-accounts.md knows of an account and of a session beside their names: states, and when they were proven. */
import type { Kysely } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.alterTable("accounts").addColumn("email_verified_at", types.integer).execute();
  await db.schema.alterTable("accounts").addColumn("is_guest", types.integer, (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable("accounts").addColumn("deletes_at", types.integer).execute();
  await db.schema.alterTable("accounts")
    .addColumn("credential_version", types.integer, (c) => c.notNull().defaultTo(0)).execute();

  await db.schema.alterTable("sessions").addColumn("proven_at", types.integer).execute();
  await db.schema.alterTable("sessions").addColumn("second_factor", types.integer, (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable("sessions").addColumn("device", types.text).execute();
}
