// @ts-check
import { COMMON_WORDS, KEYBOARD_ROWS } from "./common_passwords.js";

/**
 * How long a password would hold. It looks for the cheapest way to put the password together from what guessers try
 * first (common passwords and words, the player's own name, keyboard rows, alphabet runs, repeats, years) and charges
 * bare guessing for the rest. A dictionary of the known estimators would weigh more than the whole page, and a meter
 * can only advise: the server decides.
 */

/**
 * Someone who stole the database tries about so many passwords a second against bcrypt at cost 12, with a handful of
 * graphics cards: the usual benchmarks give one card some hundreds to a few thousand.
 */
const GUESSES_PER_SECOND = 10_000;

/** @type {readonly { bits: number, label: string }[]} the least bits of each level 0 to 4 */
const LEVELS = [
  { bits: 0, label: "Very weak" },
  { bits: 27, label: "Weak" }, // about two hours
  { bits: 36, label: "Fair" }, // about a month and a half
  { bits: 46, label: "Good" }, // about a century
  { bits: 58, label: "Strong" },
];

/**
 * @param {string} password
 * @param {readonly string[]} [own] words a guesser knows: username, e-mail
 * @returns {{ level: 0 | 1 | 2 | 3 | 4, label: string, seconds: number }}
 */
export function estimateStrength(password, own = []) {
  const bits = cheapestBits([...password], ownWords(own));
  const level = LEVELS.findLastIndex((step) => bits >= step.bits);
  return {
    level: /** @type {0 | 1 | 2 | 3 | 4} */ (level),
    label: LEVELS[level]?.label ?? "",
    seconds: 2 ** bits / 2 / GUESSES_PER_SECOND,
  };
}

/** @param {readonly string[]} own */
function ownWords(own) {
  const parts = own.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]);
  return new Set(parts.map(plain).filter((part) => part.length >= 3));
}

/**
 * The least bits over all ways to cut the password into pieces.
 *
 * @param {readonly string[]} letters @param {ReadonlySet<string>} own
 */
function cheapestBits(letters, own) {
  /** @type {number[]} */
  const best = [0];
  for (let end = 1; end <= letters.length; end += 1) {
    best[end] = Infinity;
    for (let start = Math.max(0, end - 24); start < end; start += 1) {
      const bits = (best[start] ?? 0) + pieceBits(letters.slice(start, end), own);
      best[end] = Math.min(best[end] ?? bits, bits);
    }
  }
  return best[letters.length] ?? 0;
}

/** @param {readonly string[]} piece @param {ReadonlySet<string>} own */
function pieceBits(piece, own) {
  const text = piece.join("");
  const word = plain(text);
  const twist = word === text ? 0 : 2; // capitals and "4" for "a" are the second thing that is tried
  const rank = COMMON_WORDS.indexOf(word);
  if (own.has(word)) return 2 + twist;
  if (rank >= 0) return Math.log2(rank + 2) + twist;
  if (/^(19|20)\d\d$/.test(text)) return 6;
  if (piece.length >= 3 && isRun(piece)) return 5 + Math.log2(piece.length);
  if (piece.length >= 3 && piece.every((letter) => letter === piece[0])) {
    return letterBits(text) + Math.log2(piece.length);
  }
  return piece.length === 1 ? letterBits(text) : Infinity;
}

/** "abcd", "4321", "qwert". @param {readonly string[]} piece */
function isRun(piece) {
  const text = piece.join("").toLowerCase();
  if (KEYBOARD_ROWS.some((row) => row.includes(text) || [...row].reverse().join("").includes(text))) return true;
  const step = (piece[1]?.codePointAt(0) ?? 0) - (piece[0]?.codePointAt(0) ?? 0);
  if (Math.abs(step) !== 1) return false;
  return piece.every((letter, at) => at === 0 || letter.codePointAt(0) === (piece[at - 1]?.codePointAt(0) ?? 0) + step);
}

/** The choice among its kind. @param {string} letter */
function letterBits(letter) {
  if (/^\d/.test(letter)) return Math.log2(10);
  if (/^[a-z]/.test(letter)) return Math.log2(26);
  if (/^[A-Z]/.test(letter)) return Math.log2(52);
  return /^[\x20-\x7e]/.test(letter) ? Math.log2(95) : Math.log2(200);
}

/** Lower case, and the usual digits and signs read as letters. @param {string} text */
function plain(text) {
  /** @type {Readonly<Record<string, string>>} */
  const letters = { "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i" };
  const lower = text.toLowerCase();
  // A number stays a number: only signs among letters stand for letters.
  return /\p{L}/u.test(lower) ? lower.replace(/[013457@$!]/g, (sign) => letters[sign] ?? sign) : lower;
}
