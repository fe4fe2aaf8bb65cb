/** A character: what a player plays in one game. */
import type { Selectable } from "kysely";
import type { Queryable } from "../database/database.ts";
import type { CharactersTable } from "../database/schema.ts";

export interface Character {
  readonly id: number;
  readonly accountId: number;
  readonly gameId: string;
  readonly name: string;
  /** 1 at first. */
  readonly level: number;
  readonly class: string | null;
  /** 0, 0, 0 at first; in the game's own units. */
  readonly position: Position;
  readonly mapId: string | null;
  readonly serverId: string | null;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** When it was last selected, RFC 3339, UTC; null before the first time. */
  readonly lastPlayed: string | null;
}

export interface Position {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** What players' clients get: the shape of CONTRACT.md, "WebSocket". */
export type CharacterView = Pick<Character, "id" | "name" | "gameId" | "level" | "class" | "createdAt" | "lastPlayed">;

export function characterView(character: Character): CharacterView {
  const { id, name, gameId, level, class: className, createdAt, lastPlayed } = character;
  return { id, name, gameId, level, class: className, createdAt, lastPlayed };
}

export function toCharacter(row: Selectable<CharactersTable>): Character {
  return {
    id: row.id,
    accountId: row.account_id,
    gameId: row.game_id,
    name: row.name,
    level: row.level,
    class: row.class,
    position: { x: row.x, y: row.y, z: row.z },
    mapId: row.map_id,
    serverId: row.server_id,
    createdAt: new Date(row.created_at).toISOString(),
    lastPlayed: row.last_played_at === null ? null : new Date(row.last_played_at).toISOString(),
  };
}

/** Ids in the contract are numbers up to 2^32 − 1. */
const ID_MAX = 4_294_967_295;

/** The living character with this id, whosever it is. */
export async function findCharacter(db: Queryable, characterId: number): Promise<Character | null> {
  // PostgreSQL fails on what is no whole number of 64 bits, which would cost the transaction.
  if (!Number.isInteger(characterId) || characterId < 1 || characterId > ID_MAX) return null;
  const row = await db.selectFrom("characters").selectAll()
    .where("id", "=", characterId).where("deleted_at", "is", null).executeTakeFirst();
  return row === undefined ? null : toCharacter(row);
}

/** The living characters of an account, of all games or of one, oldest first. */
export async function listCharacters(db: Queryable, accountId: number, gameId?: string): Promise<Character[]> {
  let select = db.selectFrom("characters").selectAll()
    .where("account_id", "=", accountId).where("deleted_at", "is", null).orderBy("id");
  if (gameId !== undefined) select = select.where("game_id", "=", gameId);
  return (await select.execute()).map(toCharacter);
}
