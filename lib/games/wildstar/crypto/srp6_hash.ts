/**
 * How the WildStar client's SRP6 turns numbers into bytes and hashes. It differs from RFC 5054 in nearly everything;
 * source: the project's protocol document, "SRP6, this client's variant".
 */
import { createHash } from "node:crypto";

const WORD_BYTES = 4;

export function sha256(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** The number that little-endian bytes stand for; high zeros do not matter. */
export function fromLittleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x0${bytes.toReversed().toHex()}`);
}

/** Little-endian without high zero bytes; zero is one zero byte. */
export function minimalBytes(value: bigint): Uint8Array<ArrayBuffer> {
  const hex = value.toString(16);
  return Uint8Array.fromHex(hex.length % 2 === 0 ? hex : `0${hex}`).reverse();
}

/** Little-endian in exactly `count` bytes. */
export function fixedBytes(value: bigint, count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count);
  bytes.set(minimalBytes(value));
  return bytes;
}

/** Minimal bytes with high zeros up to a multiple of 4: what every hash of this variant is taken over. */
export function paddedBytes(value: bigint): Uint8Array<ArrayBuffer> {
  const bytes = minimalBytes(value);
  const padded = new Uint8Array(Math.ceil(bytes.length / WORD_BYTES) * WORD_BYTES);
  padded.set(bytes);
  return padded;
}

/** The document's H. */
export function hashNumbers(...values: bigint[]): bigint {
  return fromLittleEndian(sha256(...values.map(paddedBytes)));
}

/** The document's Hr: the digest's 4-byte words in reverse order, the bytes inside a word kept. */
export function hashNumbersReversed(...values: bigint[]): bigint {
  const digest = sha256(...values.map(paddedBytes));
  const reversed = new Uint8Array(digest.length);
  for (let at = 0; at < digest.length; at += WORD_BYTES) {
    reversed.set(digest.subarray(at, at + WORD_BYTES), digest.length - WORD_BYTES - at);
  }
  return fromLittleEndian(reversed);
}
