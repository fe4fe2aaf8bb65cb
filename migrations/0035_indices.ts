/** So that nothing the server asks by itself, or an operator of it, reads a whole table. */
import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // Each holds only the rows that are asked for: all others cost nothing to write, and none stands in another's way.
  await sql`create index sessions_expiry on sessions (expires_at) where ended_at is null and expires_at is not null`
    .execute(db);
  await sql`create index sessions_ended on sessions (ended_at) where ended_at is not null`.execute(db);
  await sql`create index sessions_native on sessions (last_active_at) where ended_at is null and expires_at is null`
    .execute(db);
  await sql`create index sessions_mac on sessions (mac_key) where ended_at is null and mac_key is not null`.execute(db);
  await sql`create index game_tokens_server on game_tokens (server_id) where ended_at is null and server_id is not null`
    .execute(db);
  await db.schema.createIndex("import_rows_local").on("import_rows").columns(["label", "kind", "local_id"]).execute();
  await sql`create index mails_claimed on mails (claim) where claim is not null`.execute(db);
  await sql`create index mails_failed on mails (id) where given_up_at is not null`.execute(db);
  await db.schema.createIndex("seats_holder").on("seats").column("holder_id").execute();
  await db.schema.createIndex("seen_tickets_expiry").on("seen_tickets").column("expires_at").execute();
  // Last, as PostgreSQL keeps readers out from then on until the commit.
  await db.schema.dropIndex("sessions_end").execute();
}
