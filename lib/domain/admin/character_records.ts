/** Characters of an account as operators see them, of every game. */
import type { Queryable } from "../../platform/database/database.ts";
import { readPage } from "../../platform/database/read_page.ts";
import { mapPage, type Page, type PageQuery } from "../../platform/page.ts";

export interface CharacterRecord {
  readonly id: number;
  readonly gameId: string;
  readonly name: string;
  readonly level: number;
  readonly class: string | null;
  readonly server: string | null;
  readonly createdAt: string;
  readonly lastPlayed: string | null;
}

/** Those that are not deleted, newest first. */
export async function listCharacterRecords(
  db: Queryable,
  accountId: number,
  query: PageQuery,
): Promise<Page<CharacterRecord>> {
  const select = db.selectFrom("characters").selectAll().where("account_id", "=", accountId)
    .where("deleted_at", "is", null);
  return mapPage(await readPage(select, "id", "newest_first", query), (row) => ({
    id: row.id,
    gameId: row.game_id,
    name: row.name,
    level: row.level,
    class: row.class,
    server: row.server_id,
    createdAt: new Date(row.created_at).toISOString(),
    lastPlayed: row.last_played_at === null ? null : new Date(row.last_played_at).toISOString(),
  }));
}
