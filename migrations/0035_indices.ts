/** So that nothing the server asks by itself, or an operator of it, reads a whole table. */
import { type Kysely, sql } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";
import { createLargeIndices } from "./large_indices.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  // Each holds only the rows that are asked for: all others cost nothing to write, and none stands in another's way.
  await createLargeIndices(db, types, [
    "sessions_expiry",
    "sessions_ended",
    "sessions_native",
    "sessions_mac",
    "game_tokens_server",
    "seats_holder",
    "seen_tickets_expiry",
  ]);
  await db.schema.createIndex("import_rows_local").on("import_rows").columns(["label", "kind", "local_id"]).execute();
  await sql`create index mails_claimed on mails (claim) where claim is not null`.execute(db);
  await sql`create index mails_failed on mails (id) where given_up_at is not null`.execute(db);
  await sql`create index totp_secrets_on on totp_secrets (account_id) where state = 'on'`.execute(db);
  // Last, as PostgreSQL keeps readers out from then on until the commit.
  await db.schema.dropIndex("sessions_end").execute();
}
