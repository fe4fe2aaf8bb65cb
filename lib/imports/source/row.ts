/** One row by the names of its columns. */
import type { Cells } from "./source.ts";
import type { DecodeText } from "./charset.ts";

export interface Row {
  /** @throws {CharsetError} when the bytes are no text of the source's charset */
  text(column: string): string | null;
  /** As they are stored; a `\x…` of PostgreSQL's bytea is taken out of its hex. */
  bytes(column: string): Uint8Array | null;
}

/**
 * @param columns in the order of the cells
 * @param absent columns that the table does not have: null in every row
 */
export function createRowReader(
  columns: readonly string[],
  decode: DecodeText,
  absent: readonly string[] = [],
): (cells: Cells) => Row {
  const indexes = new Map([...columns, ...absent].map((column, index) => [column, index]));
  const indexOf = (column: string): number => {
    const index = indexes.get(column);
    if (index === undefined) throw new Error(`Could not read the column ${column}: it was not asked for`);
    return index;
  };
  return (cells) => ({
    text(column) {
      const cell = cells[indexOf(column)] ?? null;
      return cell === null ? null : decode(cell);
    },
    bytes(column) {
      const cell = cells[indexOf(column)] ?? null;
      return cell === null ? null : fromBytea(cell);
    },
  });
}

/** https://www.postgresql.org/docs/current/datatype-binary.html, "bytea Hex Format" */
function fromBytea(cell: Uint8Array): Uint8Array {
  if (cell.length < 2 || cell.length % 2 !== 0 || cell[0] !== 0x5c || cell[1] !== 0x78) return cell;
  const text = new TextDecoder("latin1").decode(cell.subarray(2));
  return /^[0-9a-f]*$/.test(text) ? Uint8Array.fromHex(text) : cell;
}
