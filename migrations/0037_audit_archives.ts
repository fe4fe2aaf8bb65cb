/** Of the audit log what went into archives, and may go. */
import { type Kysely, sql } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

/** Which months of the audit log lie in files. An entry may be deleted once it does, and only then. */
export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.createTable("audit_archives")
    .addColumn("id", types.integer, types.identity)
    .addColumn("name", types.text, (c) => c.notNull().unique())
    .addColumn("from_at", types.integer, (c) => c.notNull())
    .addColumn("to_at", types.integer, (c) => c.notNull())
    .addColumn("last_id", types.integer, (c) => c.notNull())
    .addColumn("entries", types.integer, (c) => c.notNull())
    .addColumn("sha256", types.text, (c) => c.notNull())
    .addColumn("archived_at", types.integer, (c) => c.notNull())
    .addColumn("emptied_at", types.integer)
    .modifyEnd(types.tableEnd)
    .execute();
  await sql`create index audit_archives_pending on audit_archives (id) where emptied_at is null`.execute(db);
  await (types.bytes === "blob" ? letArchivedGoSqlite(db) : letArchivedGoPostgres(db));
}

async function letArchivedGoSqlite(db: Kysely<unknown>): Promise<void> {
  await sql`drop trigger audit_log_no_delete`.execute(db);
  await sql`create trigger audit_log_no_delete before delete on audit_log
    when not exists (select 1 from audit_archives
      where old.at >= from_at and old.at < to_at and old.id <= last_id)
    begin select raise(abort, 'audit_log is append-only'); end`.execute(db);
}

/** By rows, as a statement's trigger does not see which; the change of columns is judged as it was. */
async function letArchivedGoPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`drop trigger audit_log_no_change on audit_log`.execute(db);
  await sql`create trigger audit_log_no_change before update or truncate on audit_log
    for each statement execute function audit_log_is_append_only()`.execute(db);
  await sql`create function audit_log_only_archived() returns trigger language plpgsql as
    'begin
      if exists (select 1 from audit_archives where old.at >= from_at and old.at < to_at and old.id <= last_id)
        then return old;
      end if;
      raise exception ''audit_log is append-only'';
    end'`.execute(db);
  await sql`create trigger audit_log_no_delete before delete on audit_log
    for each row execute function audit_log_only_archived()`.execute(db);
}
