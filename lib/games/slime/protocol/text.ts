/** Text of an ANSI program: GameMaker 8.1 knows code pages and no Unicode. */

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const windows1252 = new TextDecoder("windows-1252");

const QUESTION_MARK = 0x3f;
const byteOf = new Map(
  Array.from(windows1252.decode(Uint8Array.from({ length: 256 }, (_, byte) => byte)), (letter, byte) => [letter, byte]),
);

/** Reads as UTF-8 where the bytes are valid, else as Windows-1252, in which every byte is a letter. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return windows1252.decode(bytes);
  }
}

/**
 * Writes Windows-1252. A letter it lacks becomes a question mark, and so does the zero that would end the string early.
 * Brought to NFC first, so that a letter with a combining accent finds its one byte.
 */
export function encodeText(text: string): Uint8Array {
  return Uint8Array.from(text.normalize("NFC"), (letter) => byteOf.get(letter) || QUESTION_MARK);
}
