/** @import { MatchMessage } from "../messages.ts" */

const COLUMNS = 7;
const ROWS = 6;

/**
 * Draws the board: a button for each column, its cells inside, the highest first.
 *
 * @param {HTMLElement} root
 * @param {(column: number) => void} drop
 */
export function createBoard(root, drop) {
  const columns = Array.from({ length: COLUMNS }, (_, column) => {
    const button = document.createElement("button");
    button.addEventListener("click", () => drop(column));
    for (let row = ROWS - 1; row >= 0; row--) {
      const cell = document.createElement("span");
      cell.dataset["cell"] = String(row * COLUMNS + column);
      button.append(cell);
    }
    root.append(button);
    return button;
  });
  let drawn = "";

  return {
    /** @param {MatchMessage | null} match */
    show(match) {
      const moves = match?.moves ?? "";
      const stones = stonesOf(moves);
      const isNew = moves.startsWith(drawn) && moves.length === drawn.length + 1;
      const line = new Set(match?.outcome?.line ?? []);
      const isYours = match !== null && match.outcome === null && match.turn === match.you;
      root.classList.toggle("yours", isYours);
      root.classList.toggle("over", match?.outcome !== null);
      root.dataset["you"] = String(match?.you ?? 0);
      for (const [column, button] of columns.entries()) {
        const height = [...moves].filter((move) => Number(move) === column).length;
        button.disabled = !isYours || height === ROWS;
        button.ariaLabel = `Column ${column + 1}, ${height} of ${ROWS} taken`;
        for (const cell of button.querySelectorAll("span")) {
          const number = Number(cell.dataset["cell"]);
          const side = stones.get(number);
          cell.className = side === undefined ? "" : `stone side-${side}`;
          cell.classList.toggle("won", line.has(number));
          cell.classList.toggle("falls", isNew && number === [...stones.keys()].at(-1));
        }
      }
      drawn = moves;
    },
  };
}

/**
 * The side of each cell that is taken, the last one last.
 *
 * @param {string} moves
 */
function stonesOf(moves) {
  const heights = Array.from({ length: COLUMNS }, () => 0);
  /** @type {Map<number, 0 | 1>} */
  const stones = new Map();
  for (const [index, move] of [...moves].entries()) {
    const column = Number(move);
    const row = heights[column] ?? 0;
    heights[column] = row + 1;
    stones.set(row * COLUMNS + column, index % 2 === 0 ? 0 : 1);
  }
  return stones;
}
