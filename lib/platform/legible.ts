/** Random text for people to read and type. */

/** 32 that are not mistaken for one another: five bits each. */
const CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789";

/** A character for each byte. */
export function legibleText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => CHARACTERS[byte % CHARACTERS.length]).join("");
}
