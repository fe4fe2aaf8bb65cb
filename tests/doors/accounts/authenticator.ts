/** An authenticator app written from RFC 6238 and RFC 4226 alone. */
import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The six digits that the app shows at `at`. @param secret Base32 (RFC 4648, 6) */
export function codeAt(secret: string, at: Date): string {
  const step = Math.floor(at.getTime() / 30_000);
  const counter = new Uint8Array(8);
  new DataView(counter.buffer).setBigUint64(0, BigInt(step));
  const digest = createHmac("sha1", base32(secret)).update(counter).digest();
  const offset = digest[19]! & 0xf; // RFC 4226, 5.3
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, "0");
}

function base32(text: string): Uint8Array {
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2));
}

/** Six digits that are wrong now, before and after. */
export function wrongCode(secret: string, at: Date): string {
  const right = [-1, 0, 1].map((steps) => codeAt(secret, new Date(at.getTime() + steps * 30_000)));
  return ["000000", "111111", "222222", "333333"].find((code) => !right.includes(code))!;
}
