/** A family of tokens is called one, not a line: that is a connection. */
import type { Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("game_tokens").renameColumn("line_id", "family_id").execute();
  await db.schema.alterTable("game_tokens").renameColumn("line_expires_at", "family_expires_at").execute();
}
