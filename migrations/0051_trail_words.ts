/** What a game's module says of a login that it refused: of a newcomer nothing else keeps it. */
import type { Kysely } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.alterTable("login_trail").addColumn("words", types.text).execute();
}
