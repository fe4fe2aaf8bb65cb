/** What a game itself knows of a character, as JSON; null where the game has no schema for it. */
import type { Kysely } from "kysely";
import type { ColumnTypes } from "../lib/platform/database/column_types.ts";

export async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.alterTable("characters").addColumn("data", types.text).execute();
}
