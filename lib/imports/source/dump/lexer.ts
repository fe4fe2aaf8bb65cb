/**
 * The lexical parts of a dump: space, comments, quoted things, the end of a statement. Every function takes bytes, where
 * to begin and where they end, and returns where what it read ends, or `UNFINISHED` when more bytes are needed to tell.
 * MySQL 8.0, "Literal Values", "Comments"; PostgreSQL 15, "Lexical Structure".
 */

/** `postgres-escaped`: with `standard_conforming_strings` off, where a backslash escapes in every text. */
export type Dialect = "mysql" | "postgres" | "postgres-escaped";

export const UNFINISHED = -1;

const TAB = 0x09, LF = 0x0a, CR = 0x0d, SPACE = 0x20, QUOTE = 0x27, DOUBLE_QUOTE = 0x22, BACKTICK = 0x60;
const BACKSLASH = 0x5c, DOLLAR = 0x24, STAR = 0x2a, SLASH = 0x2f, DASH = 0x2d, HASH = 0x23, SEMICOLON = 0x3b;

export function isSpace(byte: number): boolean {
  return byte === SPACE || byte === LF || byte === CR || byte === TAB;
}

/** Letters, digits and `_`. */
export function isWordByte(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x5f;
}

/** Over white space and comments; a conditional comment of MySQL (`/*! … *\/`) is a comment as well. */
export function skipSpace(bytes: Uint8Array, start: number, end: number, dialect: Dialect): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at]!;
    if (isSpace(byte)) at++;
    else if (byte === HASH && dialect === "mysql") at = lineEnd(bytes, at, end);
    else if (byte !== DASH && byte !== SLASH) return at;
    else if (at + 1 >= end) return UNFINISHED;
    else if (byte === DASH && bytes[at + 1] === DASH) at = lineEnd(bytes, at, end);
    else if (byte === SLASH && bytes[at + 1] === STAR) at = blockCommentEnd(bytes, at, end);
    else return at;
    if (at === UNFINISHED) return UNFINISHED;
  }
  return at;
}

/** Behind the line feed. */
export function lineEnd(bytes: Uint8Array, start: number, end: number): number {
  const at = bytes.subarray(0, end).indexOf(LF, start);
  return at === -1 ? UNFINISHED : at + 1;
}

function blockCommentEnd(bytes: Uint8Array, start: number, end: number): number {
  const seen = bytes.subarray(0, end);
  for (let at = seen.indexOf(STAR, start + 2); at !== -1 && at + 1 < end; at = seen.indexOf(STAR, at + 1)) {
    if (bytes[at + 1] === SLASH) return at + 2;
  }
  return UNFINISHED;
}

/**
 * Over a quoted text, whose first byte is its quote, doubled inside to stand for itself.
 * @param escapes whether a backslash takes the next byte for what it is
 */
export function skipQuoted(bytes: Uint8Array, start: number, end: number, escapes: boolean): number {
  const quote = bytes[start]!;
  for (let at = start + 1; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === BACKSLASH && escapes) at++;
    else if (byte === quote) {
      if (at + 1 >= end) return UNFINISHED;
      if (bytes[at + 1] !== quote) return at + 1;
      at++;
    }
  }
  return UNFINISHED;
}

/** Over `$tag$ … $tag$`; a `$` that begins none is passed over alone. */
function skipDollarQuoted(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1;
  while (at < end && isWordByte(bytes[at]!)) at++;
  if (at >= end) return UNFINISHED;
  if (bytes[at] !== DOLLAR) return start + 1;
  const tag = bytes.subarray(start, at + 1);
  for (let from = at + 1; from + tag.length <= end; from++) {
    from = bytes.subarray(0, end).indexOf(DOLLAR, from);
    if (from === -1 || from + tag.length > end) return UNFINISHED;
    if (tag.every((byte, index) => bytes[from + index] === byte)) return from + tag.length;
  }
  return UNFINISHED;
}

/** Whether a backslash escapes in the text whose quote stands at `at`: in PostgreSQL, mostly, only behind an `E`. */
export function hasEscapes(bytes: Uint8Array, at: number, dialect: Dialect): boolean {
  if (dialect !== "postgres") return true;
  const before = at > 0 ? bytes[at - 1]! : 0;
  return (before === 0x45 || before === 0x65) && (at < 2 || !isWordByte(bytes[at - 2]!));
}

/** Behind the delimiter of the statement. @param delimiter mostly `;`, other while a dump writes triggers */
export function skipStatement(
  bytes: Uint8Array,
  start: number,
  end: number,
  dialect: Dialect,
  delimiter: Uint8Array,
): number {
  const last = delimiter.length - 1;
  let at = start;
  while (at < end) {
    const byte = bytes[at]!;
    if (byte === delimiter[0] && at + last < end && delimiter.every((one, index) => bytes[at + index] === one)) {
      return at + delimiter.length;
    }
    if (byte === QUOTE || byte === DOUBLE_QUOTE) {
      at = skipQuoted(
        bytes,
        at,
        end,
        byte === DOUBLE_QUOTE && dialect !== "mysql" ? false : hasEscapes(bytes, at, dialect),
      );
    } else if (byte === BACKTICK) at = skipQuoted(bytes, at, end, false);
    else if (byte === DOLLAR && dialect !== "mysql") at = skipDollarQuoted(bytes, at, end);
    else if (byte === DASH || byte === SLASH || (byte === HASH && dialect === "mysql")) {
      const behind = skipSpace(bytes, at, end, dialect);
      at = behind === at ? at + 1 : behind;
    } else at++;
    if (at === UNFINISHED) return UNFINISHED;
  }
  return UNFINISHED;
}

export const STATEMENT_END: Uint8Array = Uint8Array.of(SEMICOLON);
