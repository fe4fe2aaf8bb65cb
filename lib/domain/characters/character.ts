/** A character: what a player plays in one game. */
import type { Queryable, UnitOfWork } from "../../platform/database/database.ts";
import type { Row } from "../../platform/database/schema.ts";

/** A character: what a player plays in one game. `Data` is what the game itself keeps with it. */
export interface Character<Data = unknown> {
  /** 1 to 2^32 − 1, given once. */
  readonly id: number;
  /** Whose it is. */
  readonly accountId: number;
  /** The game's `id`. */
  readonly gameId: string;
  /** Unique in its game without regard to case. */
  readonly name: string;
  /** 1 to 2^31 − 1; 1 at first. */
  readonly level: number;
  /** Up to 50 characters, or null. */
  readonly class: string | null;
  /** In the game's own units; 0, 0, 0 at first. */
  readonly position: Position;
  /** 1 to 64 characters, or null. */
  readonly mapId: string | null;
  /** The game server it is on; 1 to 64 characters, or null. */
  readonly serverId: string | null;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** When it was last selected, RFC 3339, UTC; null before the first time. */
  readonly lastPlayed: string | null;
  /** The game's own, as its schema reads it; `undefined`, and so in no JSON, for a game without one. */
  readonly data: Data;
  /** What its game shows of it in the hall; left out where it shows nothing. */
  readonly card?: CharacterCard;
}

/** What a game tells of one of its characters. */
export interface CharacterCard {
  /** A path under `/games/<id>/`. */
  readonly portrait?: string;
  /** At most 3, each of at most 60 characters. */
  readonly lines?: readonly string[];
  /** At most 16 characters. */
  readonly badge?: string;
}

/** A place, in the game's own units. */
export interface Position {
  /** −10^12 to 10^12; so are the others. */
  readonly x: number;
  /** The second axis. */
  readonly y: number;
  /** The third axis. */
  readonly z: number;
}

/** What players' clients get: the shape of docs/contract.md, "WebSocket", and the game's own data. */
type CharacterView =
  & Pick<
    Character,
    "id" | "name" | "gameId" | "level" | "class" | "createdAt" | "lastPlayed" | "data"
  >
  & CharacterCard;

export function characterView(character: Character): CharacterView {
  const { id, name, gameId, level, class: className, createdAt, lastPlayed, data, card } = character;
  return { id, name, gameId, level, class: className, createdAt, lastPlayed, data, ...card };
}

export function toCharacter(row: Row<"characters">): Character {
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
    data: row.data === null ? undefined : JSON.parse(row.data),
  };
}

/** Ids in the contract are numbers up to 2^32 − 1. */
const ID_MAX = 4_294_967_295;

/** The living character with this id, whosever it is. */
export async function findCharacter(db: Queryable, characterId: number): Promise<Character | null> {
  if (!isId(characterId)) return null;
  const row = await livingCharacter(db, characterId).executeTakeFirst();
  return row === undefined ? null : toCharacter(row);
}

/** The same, for a change that rests on what it finds: of two at once the second waits. SQLite has one writer anyway. */
export async function lockCharacter({ engine, db }: UnitOfWork, characterId: number): Promise<Character | null> {
  if (!isId(characterId)) return null;
  const select = livingCharacter(db, characterId);
  const row = await (engine === "postgres" ? select.forNoKeyUpdate() : select).executeTakeFirst();
  return row === undefined ? null : toCharacter(row);
}

function livingCharacter(db: Queryable, characterId: number) {
  return db.selectFrom("characters").selectAll().where("id", "=", characterId).where("deleted_at", "is", null);
}

/** PostgreSQL fails on what is no whole number of 64 bits, which would cost the transaction. */
function isId(characterId: number): boolean {
  return Number.isInteger(characterId) && characterId >= 1 && characterId <= ID_MAX;
}

/** The living characters of an account, of all games or of one, oldest first. */
export async function listCharacters(db: Queryable, accountId: number, gameId?: string): Promise<Character[]> {
  let select = db.selectFrom("characters").selectAll()
    .where("account_id", "=", accountId).where("deleted_at", "is", null).orderBy("id");
  if (gameId !== undefined) select = select.where("game_id", "=", gameId);
  return (await select.execute()).map(toCharacter);
}
