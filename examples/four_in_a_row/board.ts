/** The rules, without players or a network. A match is its moves: the columns, `0` to `6`, in which stones were dropped. */

export const COLUMNS = 7;
export const ROWS = 6;
const IN_A_ROW = 4;

/** The side that began, or the other one. */
export type Side = 0 | 1;

/** A cell is `row * COLUMNS + column`; row 0 is the lowest. */
export interface Outcome {
  /** Null when the board is full. */
  readonly winner: Side | null;
  /** The cells that won. */
  readonly line: readonly number[];
}

/** Whose turn it is. */
export function sideToMove(moves: string): Side {
  return moves.length % 2 === 0 ? 0 : 1;
}

/** Whether the column has room. */
export function canDrop(moves: string, column: number): boolean {
  return [...moves].filter((move) => Number(move) === column).length < ROWS;
}

/** Null while the match goes on. Only the last stone can have won. */
export function outcomeOf(moves: string): Outcome | null {
  const cells = cellsOf(moves);
  const last = cells.at(-1);
  if (last === undefined) return null;
  const winner = sideToMove(moves) === 0 ? 1 : 0;
  const own = new Set(cells.filter((_, index) => index % 2 === winner));
  for (const [across, up] of [[1, 0], [0, 1], [1, 1], [1, -1]] as const) {
    const line = [...walk(last, -across, -up, own).toReversed(), last, ...walk(last, across, up, own)];
    if (line.length >= IN_A_ROW) return { winner, line };
  }
  return moves.length === COLUMNS * ROWS ? { winner: null, line: [] } : null;
}

/** The cells in the order in which they were taken. */
function cellsOf(moves: string): number[] {
  const heights = Array.from({ length: COLUMNS }, () => 0);
  return [...moves].map((move) => {
    const column = Number(move);
    const row = heights[column] ?? 0;
    heights[column] = row + 1;
    return row * COLUMNS + column;
  });
}

/** The neighbours in one direction, as far as they are the side's own. */
function walk(from: number, across: number, up: number, own: ReadonlySet<number>): number[] {
  const found: number[] = [];
  let column = from % COLUMNS + across;
  let row = Math.floor(from / COLUMNS) + up;
  while (column >= 0 && column < COLUMNS && row >= 0 && own.has(row * COLUMNS + column)) {
    found.push(row * COLUMNS + column);
    column += across;
    row += up;
  }
  return found;
}
