/** The protocol's numbers, for this door's test clients alone: little-endian, apart from anything in lib/. */
import { createHash } from "node:crypto";

export function toNumber(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
}

/** Minimal bytes: without high zeros; zero is one zero byte. */
export function toBytes(value: bigint): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  do {
    bytes.push(Number(value % 256n));
    value /= 256n;
  } while (value > 0n);
  return Uint8Array.from(bytes);
}

/** With high zeros up to `count` bytes. */
export function toBytesOf(count: number, value: bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count);
  bytes.set(toBytes(value));
  return bytes;
}

/** Four bits of the exponent at a time. */
export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const powers = [1n];
  while (powers.length < 16) powers.push(powers.at(-1)! * base % modulus);
  let result = 1n;
  for (const digit of exponent.toString(16)) {
    for (let bit = 0; bit < 4; bit++) result = result * result % modulus;
    result = result * powers[parseInt(digit, 16)]! % modulus;
  }
  return result;
}

export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash("sha256").update(bytes).digest());
}

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
