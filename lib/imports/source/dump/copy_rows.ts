/** The lines behind `COPY … FROM stdin`: PostgreSQL 15, "COPY", "Text Format". */
import type { Cell } from "../source.ts";
import { lineEnd, UNFINISHED } from "./lexer.ts";

const TAB = 0x09, LF = 0x0a, CR = 0x0d, BACKSLASH = 0x5c, N = 0x4e, DOT = 0x2e;

/** Behind the line feed, or behind a `\.` with which the file ends. @param isLast whether no more bytes come */
export function copyLineEnd(bytes: Uint8Array, start: number, end: number, isLast: boolean): number {
  const found = lineEnd(bytes, start, end);
  return found === UNFINISHED && isLast && isCopyEnd(bytes, start, end) ? end : found;
}

/** Whether the line is `\.`, behind which no more rows come. */
export function isCopyEnd(bytes: Uint8Array, start: number, lineEnd: number): boolean {
  return valueEnd(bytes, start, lineEnd) - start === 2 && bytes[start] === BACKSLASH && bytes[start + 1] === DOT;
}

/** Before the line feed, and a carriage return before it: one inside of a value is written `\r`. */
function valueEnd(bytes: Uint8Array, start: number, lineEnd: number): number {
  let end = lineEnd;
  if (end > start && bytes[end - 1] === LF) end--;
  return end > start && bytes[end - 1] === CR ? end - 1 : end;
}

/**
 * Reads one line. The line feed that ends it is no part of a value: one inside of it is written `\n`.
 * @param slots where in `cells` each column goes; -1 for one that nobody asked for
 * @returns how many values the line has
 */
export function readCopyLine(
  bytes: Uint8Array,
  start: number,
  lineEnd: number,
  slots: readonly number[],
  cells: Cell[],
): number {
  const end = valueEnd(bytes, start, lineEnd);
  let column = 0;
  for (let from = start;; column++) {
    let to = from;
    while (to < end && bytes[to] !== TAB) to++;
    const slot = slots[column] ?? -1;
    if (slot !== -1) cells[slot] = decodeCopyValue(bytes.subarray(from, to));
    if (to >= end) return column + 1;
    from = to + 1;
  }
}

const ESCAPED: Readonly<Record<number, number>> = { 0x62: 8, 0x66: 12, 0x6e: 10, 0x72: 13, 0x74: 9, 0x76: 11 };

function decodeCopyValue(raw: Uint8Array): Cell {
  if (raw.length === 2 && raw[0] === BACKSLASH && raw[1] === N) return null;
  if (raw.indexOf(BACKSLASH) === -1) return raw.slice();
  const decoded = new Uint8Array(raw.length);
  let count = 0;
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at]!;
    if (byte !== BACKSLASH || at + 1 >= raw.length) {
      decoded[count++] = byte;
      continue;
    }
    const next = raw[++at]!;
    const numbered = readNumbered(raw, at);
    if (numbered === null) decoded[count++] = ESCAPED[next] ?? next;
    else {
      decoded[count++] = numbered.byte;
      at = numbered.last;
    }
  }
  return decoded.subarray(0, count);
}

/** `\101` and `\x41`: a byte by its number, in one to three octal or one or two hexadecimal digits. */
function readNumbered(raw: Uint8Array, at: number): { byte: number; last: number } | null {
  const isHex = raw[at] === 0x78;
  const first = isHex ? at + 1 : at;
  const longest = isHex ? 2 : 3;
  let text = "";
  while (text.length < longest && first + text.length < raw.length) {
    const digit = String.fromCharCode(raw[first + text.length]!);
    if (!(isHex ? /[0-9a-f]/i : /[0-7]/).test(digit)) break;
    text += digit;
  }
  if (text === "") return null;
  return { byte: parseInt(text, isHex ? 16 : 8) & 0xff, last: first + text.length - 1 };
}
