/** What operators write down, what their searches look in, and what their calls are answered twice with. */
import { type Kysely, sql } from "kysely";
import { addressKey } from "../lib/platform/addresses/address_key.ts";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";
import { createLargeIndices } from "./large_indices.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.createTable("account_notes")
    .addColumn("id", types.integer, types.identity)
    .addColumn("account_id", types.integer, (c) => c.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("at", types.integer, (c) => c.notNull())
    .addColumn("by", types.text, (c) => c.notNull())
    .addColumn("text", types.text, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("account_notes_account").on("account_notes").columns(["account_id", "id"]).execute();

  for (const table of ["account_suspensions", "bans"]) {
    for (const column of ["note", "lifted_by", "lift_reason"]) {
      await db.schema.alterTable(table).addColumn(column, types.text).execute();
    }
  }
  await db.schema.createTable("value_changes")
    .addColumn("id", types.integer, types.identity)
    .addColumn("kind", types.text, (c) => c.notNull())
    .addColumn("target_id", types.integer, (c) => c.notNull())
    .addColumn("at", types.integer, (c) => c.notNull())
    .addColumn("by", types.text, (c) => c.notNull())
    .addColumn("field", types.text, (c) => c.notNull())
    .addColumn("from_value", types.text)
    .addColumn("to_value", types.text)
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("value_changes_target").on("value_changes").columns(["kind", "target_id", "id"])
    .execute();

  await db.schema.createTable("idempotent_answers")
    .addColumn("key_hash", types.bytes, (c) => c.primaryKey().notNull())
    .addColumn("body_hash", types.bytes, (c) => c.notNull())
    .addColumn("answer", types.bytes)
    .addColumn("expires_at", types.integer, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("idempotent_answers_expiry").on("idempotent_answers").column("expires_at").execute();

  await db.schema.createTable("series_points")
    .addColumn("name", types.text, (c) => c.notNull())
    .addColumn("at", types.integer, (c) => c.notNull())
    .addColumn("value", types.real, (c) => c.notNull())
    .addPrimaryKeyConstraint("series_points_key", ["name", "at"])
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("series_points_at").on("series_points").column("at").execute();

  await db.schema.createTable("job_runs")
    .addColumn("name", types.text, (c) => c.primaryKey().notNull())
    .addColumn("ended_at", types.integer, (c) => c.notNull())
    .addColumn("result", types.text, (c) => c.notNull())
    .addColumn("error", types.text)
    .addColumn("failed_at", types.integer)
    .addColumn("runs", types.integer, (c) => c.notNull())
    .addColumn("failures", types.integer, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.alterTable("audit_log").addColumn("name", types.text).execute();
  await db.schema.alterTable("account_addresses").addColumn("address_key", types.text).execute();
  await db.schema.alterTable("account_addresses").addColumn("first_seen_at", types.integer).execute();
  await fillAddressKeys(db as Kysely<Addresses>);
  await addIndexes(db, types);
}

async function addIndexes(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await createLargeIndices(db, types, [
    "accounts_username_begin",
    "accounts_email_begin",
    "characters_name",
    "accounts_role",
    "account_suspensions_open",
    "audit_log_actor",
    "audit_log_address",
    "audit_log_at",
  ]);
  const bytewise = types.bytes === "bytea" ? sql` collate "C"` : sql``;
  await sql`create index account_addresses_range on account_addresses (address_key${bytewise}, account_id)`.execute(db);
  await sql`create index accounts_guest on accounts (id) where is_guest = 1`.execute(db);
  await sql`create index accounts_deleting on accounts (id) where deletes_at is not null`.execute(db);
  await sql`create index accounts_unverified on accounts (id) where email is not null and email_verified_at is null`
    .execute(db);
  await sql`create index audit_log_name on audit_log (name, id) where name is not null`.execute(db);
  await sql`create index bans_open on bans (until, id) where lifted_at is null`.execute(db);
}

interface Addresses {
  account_addresses: { account_id: number; network: string; address_key: string | null };
}

/** Of the networks that were noted before they could be searched by their range. */
async function fillAddressKeys(db: Kysely<Addresses>): Promise<void> {
  for (let after = 0;;) {
    const rows = await db.selectFrom("account_addresses").select(["account_id", "network"])
      .where("account_id", ">", after).orderBy("account_id").limit(1_000).execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    // Of the last account there may be more than came: they come with the next look, or are whole in this one.
    const isWhole = rows.length < 1_000;
    const whole = isWhole ? rows : rows.filter(({ account_id }) => account_id !== last.account_id);
    for (const { account_id, network } of whole.length > 0 ? whole : rows) {
      await db.updateTable("account_addresses").set({ address_key: addressKey(network) })
        .where("account_id", "=", account_id).where("network", "=", network).execute();
    }
    if (isWhole) return;
    after = whole.at(-1)?.account_id ?? last.account_id;
  }
}
