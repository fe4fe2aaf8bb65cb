/** Logins that await their second factor: where each came from, so that whichever instance is there writes its row. */
import type { Kysely } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

/** JSON beside each challenge, for the login trail; null for those of a server before. */
export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.alterTable("login_challenges").addColumn("attempt", types.text).execute();
}
