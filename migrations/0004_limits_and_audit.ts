/** Bans, counters of limits, the log that is only ever added to, and what the server itself remembers. */
import { type Kysely, sql } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.createTable("bans")
    .addColumn("id", types.integer, types.identity)
    .addColumn("kind", types.text, (c) => c.notNull())
    .addColumn("value", types.text, (c) => c.notNull())
    .addColumn("reason", types.text, (c) => c.notNull())
    .addColumn("until", types.integer)
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addColumn("created_by", types.text, (c) => c.notNull())
    .addColumn("lifted_at", types.integer)
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.createTable("limit_counters")
    .addColumn("key", types.text, (c) => c.primaryKey().notNull())
    .addColumn("count", types.integer, (c) => c.notNull())
    .addColumn("resets_at", types.integer, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("limit_counters_reset").on("limit_counters").column("resets_at").execute();

  await db.schema.createTable("audit_log")
    .addColumn("id", types.integer, types.identity)
    .addColumn("at", types.integer, (c) => c.notNull())
    .addColumn("action", types.text, (c) => c.notNull())
    .addColumn("actor", types.text, (c) => c.notNull())
    .addColumn("account_id", types.integer)
    .addColumn("door", types.text)
    .addColumn("address", types.text)
    .addColumn("reason", types.text)
    .modifyEnd(types.tableEnd)
    .execute();
  await db.schema.createIndex("audit_log_account").on("audit_log").columns(["account_id", "id"]).execute();
  await db.schema.createIndex("audit_log_action").on("audit_log").columns(["action", "id"]).execute();
  await (types.bytes === "blob" ? appendOnlySqlite(db) : appendOnlyPostgres(db));

  await db.schema.createTable("settings")
    .addColumn("name", types.text, (c) => c.primaryKey().notNull())
    .addColumn("value", types.bytes, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.createTable("signing_keys")
    .addColumn("id", types.text, (c) => c.primaryKey().notNull())
    .addColumn("algorithm", types.text, (c) => c.notNull())
    .addColumn("public_jwk", types.text, (c) => c.notNull())
    .addColumn("private_key", types.bytes, (c) => c.notNull())
    .addColumn("created_at", types.integer, (c) => c.notNull())
    .addColumn("retired_at", types.integer)
    .addColumn("expires_at", types.integer)
    .modifyEnd(types.tableEnd)
    .execute();

  await db.schema.createTable("jobs")
    .addColumn("name", types.text, (c) => c.primaryKey().notNull())
    .addColumn("run_at", types.integer, (c) => c.notNull())
    .modifyEnd(types.tableEnd)
    .execute();
}

async function appendOnlySqlite(db: Kysely<unknown>): Promise<void> {
  for (const change of ["update", "delete"]) {
    await sql`create trigger ${sql.raw(`audit_log_no_${change}`)} before ${sql.raw(change)} on audit_log
      begin select raise(abort, 'audit_log is append-only'); end`.execute(db);
  }
}

async function appendOnlyPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`create function audit_log_is_append_only() returns trigger language plpgsql as
    'begin raise exception ''audit_log is append-only''; end'`.execute(db);
  await sql`create trigger audit_log_no_change before update or delete or truncate on audit_log
    for each statement execute function audit_log_is_append_only()`.execute(db);
}
