/**
 * The values of an `INSERT`: `(1,'it''s',0x0A,NULL)`. Text is given as the bytes that it stands for; a `binary(32)` lies
 * raw between the quotes, which is no text.
 * MySQL 8.0, "String Literals", "Hexadecimal Literals"; PostgreSQL 15, 4.1.2.
 */
import { type Dialect, hasEscapes, isSpace, isWordByte, skipQuoted, skipSpace, UNFINISHED } from "./lexer.ts";
import type { Cell } from "../source.ts";

const QUOTE = 0x27, DOUBLE_QUOTE = 0x22, BACKSLASH = 0x5c, OPEN = 0x28, CLOSE = 0x29, COMMA = 0x2c, UNDERSCORE = 0x5f;

/** The dump says something that is no value. */
export class ValueError extends Error {
  override readonly name = "ValueError";
}

/**
 * Reads one `( … )`.
 * @param slots where in `cells` each column goes; -1 for one that nobody asked for
 * @returns behind the bracket, or `UNFINISHED`
 * @throws {ValueError}
 */
export function readTuple(
  bytes: Uint8Array,
  start: number,
  end: number,
  dialect: Dialect,
  slots: readonly number[],
  cells: Cell[],
): number {
  let at = start + 1;
  for (let column = 0;; column++) {
    at = skipSpace(bytes, at, end, dialect);
    if (at === UNFINISHED || at >= end) return UNFINISHED;
    if (column >= slots.length) throw new ValueError("a row has more values than its table has columns");
    const slot = slots[column]!;
    const behind = skipValue(bytes, at, end, dialect);
    if (behind === UNFINISHED) return UNFINISHED;
    if (slot !== -1) cells[slot] = decodeValue(bytes, at, behind, dialect);
    at = skipSpace(bytes, behind, end, dialect);
    if (at === UNFINISHED || at >= end) return UNFINISHED;
    if (bytes[at] === CLOSE) {
      if (column !== slots.length - 1) throw new ValueError("a row has fewer values than its table has columns");
      return at + 1;
    }
    if (bytes[at] !== COMMA) throw new ValueError("a comma or a bracket should stand behind a value");
    at++;
  }
}

/** Behind the value, which ends before a comma or a bracket. */
function skipValue(bytes: Uint8Array, start: number, end: number, dialect: Dialect): number {
  let depth = 0;
  for (let at = start; at < end;) {
    const byte = bytes[at]!;
    if (byte === QUOTE || (byte === DOUBLE_QUOTE && dialect === "mysql")) {
      at = skipQuoted(bytes, at, end, hasEscapes(bytes, at, dialect));
      if (at === UNFINISHED) return UNFINISHED;
      continue;
    }
    if (byte === OPEN) depth++;
    else if (byte === CLOSE && depth-- === 0) return trimmed(bytes, start, at);
    else if (byte === COMMA && depth === 0) return trimmed(bytes, start, at);
    at++;
  }
  return UNFINISHED;
}

function trimmed(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(bytes[at - 1]!)) at--;
  return at;
}

function decodeValue(bytes: Uint8Array, start: number, end: number, dialect: Dialect): Cell {
  if (end === start) throw new ValueError("a value is missing");
  const first = bytes[start]!;
  if (first === QUOTE) {
    return decodeQuoted(bytes, start, withoutCast(bytes, start, end, dialect), hasEscapes(bytes, start, dialect));
  }
  // Text as well, as people write it by hand: a column's name is no value.
  if (first === DOUBLE_QUOTE && dialect === "mysql") return decodeQuoted(bytes, start, end, true);
  const quote = start + bytes.subarray(start, end).indexOf(QUOTE);
  if (quote >= start) {
    const prefix = ascii(bytes, start, quote).trim().toLowerCase();
    if (prefix === "x") return decodeHex(ascii(bytes, quote + 1, end - 1));
    // Adminer's way of binary columns
    if (/^unhex ?\($/.test(prefix)) return decodeHex(/^'([^']*)'\s*\)$/.exec(ascii(bytes, quote, end))?.[1] ?? "-");
    if (prefix === "b") return decodeBits(ascii(bytes, quote + 1, end - 1));
    // `_binary '…'`, `_utf8mb4'…'`, `N'…'`, and PostgreSQL's `E'…'`
    if (prefix.startsWith("_") || prefix === "n" || prefix === "e") {
      return decodeQuoted(bytes, quote, end, prefix === "e" || dialect !== "postgres");
    }
    throw new ValueError("a value is none that a dump writes");
  }
  const word = ascii(bytes, start, end);
  if (/^null$/i.test(word)) return null;
  if (/^0x[0-9a-f]*$/i.test(word)) return decodeHex(word.slice(2));
  if (/^true$/i.test(word)) return Uint8Array.of(0x31);
  if (/^false$/i.test(word)) return Uint8Array.of(0x30);
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(word)) return bytes.slice(start, end);
  if (first === UNDERSCORE && /^_\w+\s+0x[0-9a-f]*$/i.test(word)) return decodeHex(word.slice(word.indexOf("0x") + 2));
  if (isWordByte(first) && /^(?:nan|[-+]?infinity|default)$/i.test(word)) return bytes.slice(start, end);
  throw new ValueError("a value is none that a dump writes");
}

/** What `\0` and so on stand for; any other byte behind a backslash stands for itself. */
const ESCAPED: Readonly<Record<number, number>> = { 0x30: 0, 0x62: 8, 0x6e: 10, 0x72: 13, 0x74: 9, 0x5a: 26, 0x66: 12 };

/** `'…'::bytea` of PostgreSQL. @throws {ValueError} for anything else behind the text */
function withoutCast(bytes: Uint8Array, start: number, end: number, dialect: Dialect): number {
  if (bytes[end - 1] === QUOTE) return end;
  const behind = skipQuoted(bytes, start, end, hasEscapes(bytes, start, dialect));
  if (behind !== UNFINISHED && /^\s*::+\s*[\w"(][\w". ()]*$/.test(ascii(bytes, behind, end))) return behind;
  throw new ValueError("a value is none that a dump writes");
}

function decodeQuoted(bytes: Uint8Array, start: number, end: number, escapes: boolean): Uint8Array {
  const quote = bytes[start]!;
  if (end - start < 2 || bytes[end - 1] !== quote) throw new ValueError("a value is none that a dump writes");
  const inside = bytes.subarray(start + 1, end - 1);
  if (inside.indexOf(quote) === -1 && (!escapes || inside.indexOf(BACKSLASH) === -1)) return inside.slice();
  const decoded = new Uint8Array(inside.length);
  let count = 0;
  for (let at = 0; at < inside.length; at++) {
    let byte = inside[at]!;
    if (byte === BACKSLASH && escapes) {
      byte = inside[++at]!;
      byte = ESCAPED[byte] ?? byte;
    } else if (byte === quote && inside[++at] !== quote) throw new ValueError("a value is none that a dump writes");
    decoded[count++] = byte;
  }
  return decoded.subarray(0, count);
}

function decodeHex(hex: string): Uint8Array {
  if (hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex)) throw new ValueError("a hexadecimal value is none");
  return Uint8Array.fromHex(hex);
}

/** `b'101'`, as phpMyAdmin and HeidiSQL write the type `bit`. */
function decodeBits(bits: string): Uint8Array {
  if (!/^[01]{1,64}$/.test(bits)) throw new ValueError("a value of bits is none");
  const bytes = Math.ceil(bits.length / 8);
  return Uint8Array.fromHex(BigInt(`0b${bits}`).toString(16).padStart(bytes * 2, "0"));
}

const latin1 = new TextDecoder("latin1");

function ascii(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 64) return latin1.decode(bytes.subarray(start, end));
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}
