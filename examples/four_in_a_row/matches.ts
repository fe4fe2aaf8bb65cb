/** The matches, in a table: a restart of the server, or a phone that loses its line, ends none. */
import type { ModuleDatabase } from "../../lib/modules/mod.ts";
import type { Side } from "./board.ts";

export const matchesTable = `create table four_in_a_row_matches (
  id text not null primary key,
  first_id bigint not null,
  first_name text not null,
  second_id bigint not null,
  second_name text not null,
  moves text not null default '',
  ended bigint not null default 0
)`;

export interface Competitor {
  /** Of the character. */
  readonly id: number;
  readonly name: string;
}

export interface Match {
  readonly id: string;
  /** By side: who begins, and the other one. */
  readonly competitors: readonly [Competitor, Competitor];
  readonly moves: string;
}

type Query = Pick<ModuleDatabase, "query">;

export async function insertMatch(db: Query, { id, competitors: [first, second] }: Match): Promise<void> {
  await db.query(
    `INSERT INTO four_in_a_row_matches (id, first_id, first_name, second_id, second_name) VALUES (?, ?, ?, ?, ?)`,
    [id, first.id, first.name, second.id, second.name],
  );
}

/** The one that the character is in, or null. */
export async function findOpenMatch(db: Query, characterId: number): Promise<Match | null> {
  const [rows] = await db.query(
    "SELECT * FROM four_in_a_row_matches WHERE ended = 0 AND (first_id = $1 OR second_id = $1)",
    [characterId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const first = { id: Number(row.first_id), name: row.first_name };
  const second = { id: Number(row.second_id), name: row.second_name };
  return { id: row.id, competitors: [first, second], moves: row.moves };
}

/** @returns false when somebody else was faster: the match is no longer as it was */
export async function updateMatch(
  db: Query,
  { id, moves: before }: Match,
  change: { readonly moves: string; readonly isEnded: boolean },
): Promise<boolean> {
  const [{ affectedRows }] = await db.query(
    "UPDATE four_in_a_row_matches SET moves = ?, ended = ? WHERE id = ? AND moves = ? AND ended = 0",
    [change.moves, change.isEnded ? 1 : 0, id, before],
  );
  return affectedRows === 1;
}

export async function deleteMatches(db: Query, characterId: number): Promise<void> {
  await db.query("DELETE FROM four_in_a_row_matches WHERE first_id = $1 OR second_id = $1", [characterId]);
}

/** Null for somebody who is not in the match. */
export function sideOf({ competitors }: Match, characterId: number): Side | null {
  const side = competitors.findIndex(({ id }) => id === characterId);
  return side === 0 || side === 1 ? side : null;
}
