/** Accounts that go: log entries without an address, a mail that outlives its account, guests by when they were seen. */
import { type Kysely, sql } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

/** What a deletion leaves: entries of the log without an address, the one mail that tells of it, and no idle guests. */
export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const isSqlite = types.bytes === "blob";
  await (isSqlite ? forgetAddressesSqlite(db) : forgetAddressesPostgres(db));
  await (isSqlite ? detachMailsSqlite(db, types) : detachMailsPostgres(db));

  await db.schema.alterTable("guest_keys").addColumn("last_seen_at", types.integer, (c) => c.notNull().defaultTo(0))
    .execute();
  await sql`update guest_keys set last_seen_at = created_at`.execute(db);
  await db.schema.createIndex("guest_keys_seen").on("guest_keys").column("last_seen_at").execute();

  // A challenge is signed, and no row.
  await db.schema.alterTable("deletions").dropColumn("challenge_hash").execute();
  await db.schema.alterTable("deletions").dropColumn("challenge_expires_at").execute();
  await db.schema.dropIndex("accounts_idle_guests").execute();
}

/** The one change that the log allows: an entry loses its address, and nothing else of it changes. */
async function forgetAddressesSqlite(db: Kysely<unknown>): Promise<void> {
  await sql`drop trigger audit_log_no_update`.execute(db);
  await sql`create trigger audit_log_no_update before update on audit_log
    when new.address is not null or new.id is not old.id or new.at is not old.at or new.action is not old.action
      or new.actor is not old.actor or new.account_id is not old.account_id or new.door is not old.door
      or new.reason is not old.reason or new.name is not old.name
    begin select raise(abort, 'audit_log is append-only'); end`.execute(db);
}

async function forgetAddressesPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`drop trigger audit_log_no_change on audit_log`.execute(db);
  await sql`create trigger audit_log_no_change before truncate on audit_log
    for each statement execute function audit_log_is_append_only()`.execute(db);
  await sql`create trigger audit_log_no_update before update on audit_log for each row
    when (new.address is not null or (to_jsonb(new) - 'address') is distinct from (to_jsonb(old) - 'address'))
    execute function audit_log_is_append_only()`.execute(db);
}

/** A mail that tells of a deletion may outlive its account: it belongs to nobody then. */
async function detachMailsPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`alter table mails alter column account_id drop not null`.execute(db);
}

/** SQLite changes no column: https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes". */
async function detachMailsSqlite(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.createTable("mails_detached")
    .addColumn("id", types.integer, types.identity)
    .addColumn("key", types.text, (c) => c.notNull().unique())
    .addColumn("account_id", types.integer, (c) => c.references("accounts.id").onDelete("cascade"))
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
  const columns = sql.raw(
    "id, key, account_id, name, body, created_at, tries, due_at, claim, given_up_at, last_error",
  );
  await sql`insert into mails_detached (${columns}) select ${columns} from mails`.execute(db);
  await db.schema.dropTable("mails").execute();
  await sql`alter table mails_detached rename to mails`.execute(db);
  await db.schema.createIndex("mails_due").on("mails").column("due_at").execute();
  await db.schema.createIndex("mails_given_up").on("mails").column("given_up_at").execute();
  await db.schema.createIndex("mails_account").on("mails").column("account_id").execute();
  await sql`create index mails_claimed on mails (claim) where claim is not null`.execute(db);
  await sql`create index mails_failed on mails (id) where given_up_at is not null`.execute(db);
}
