/** Portable hashes of phpass (`$P$`, phpBB's `$H$`): MD5, two to some power of times. https://www.openwall.com/phpass/ */
import { createHash } from "node:crypto";

const ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SALT_CHARACTERS = 8;
/** Two to this power is about a million rounds, more than the two million of other kinds cost. */
export const PHPASS_LOG2_MAX = 20;

export const PHPASS_PATTERN = /^\$[PH]\$[./0-9A-Za-z]{31}$/;

/** Two to its power is the number of rounds. */
export function phpassLog2(hash: string): number {
  return ALPHABET.indexOf(hash[3] ?? "");
}

/** @param setting the stored hash, whose beginning says rounds and salt */
export function phpass(password: string, setting: string): string {
  const bytes = new TextEncoder().encode(password);
  const salt = setting.slice(4, 4 + SALT_CHARACTERS);
  let digest = md5(new TextEncoder().encode(salt), bytes);
  for (let round = 0; round < 1 << phpassLog2(setting); round++) digest = md5(digest, bytes);
  return setting.slice(0, 4 + SALT_CHARACTERS) + encode64(digest);
}

function md5(first: Uint8Array, second: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("md5").update(first).update(second).digest());
}

/** Six bits at a time from the low end, as crypt does. */
function encode64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const value = bytes[at]! | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0) << 16;
    const characters = Math.min(4, Math.ceil((bytes.length - at) * 8 / 6));
    for (let index = 0; index < characters; index++) text += ALPHABET[value >> (6 * index) & 0x3f];
  }
  return text;
}
