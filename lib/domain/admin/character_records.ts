/** Characters of an account as operators see them, of every game. */
import type { Queryable } from "../../platform/database/database.ts";
import { readPage } from "../../platform/database/read_page.ts";
import { isoTime, isoTimeOrNull } from "../../platform/iso_time.ts";
import { mapPage, type PageQuery } from "../../platform/page.ts";

/** Those that are not deleted, newest first. */
export async function listCharacterRecords(db: Queryable, accountId: number, query: PageQuery) {
  const select = db.selectFrom("characters").selectAll().where("account_id", "=", accountId)
    .where("deleted_at", "is", null);
  return mapPage(await readPage(select, "id", "newest_first", query), (row) => ({
    id: row.id,
    gameId: row.game_id,
    name: row.name,
    level: row.level,
    class: row.class,
    server: row.server_id,
    createdAt: isoTime(row.created_at),
    lastPlayed: isoTimeOrNull(row.last_played_at),
  }));
}
