/** The steps of the WildStar client's SRP6 that both sides take. Source: the project's protocol document. */
import { fromLittleEndian, hashNumbers, hashNumbersReversed, minimalBytes, paddedBytes, sha256 } from "./srp6_hash.ts";

/** N, fixed in the client: the 1024-bit group of RFC 5054, appendix A. */
export const SRP6_PRIME = BigInt(
  "0xeeaf0ab9adb38dd69c33f80afa8fc5e86072618775ff3c0b9ea2314c9c256576" +
    "d674df7496ea81d3383b4813d692c6e0e0d5d8e250b98be48e495c1d6089dad1" +
    "5dc7d7b46154d6b6ce8ef4ad69b15d4982559b297bcf1885c529f566660e57ec" +
    "68edbc3c05726cc02fd4cbf4976eaa9afd5138fe8376435b9fc61d2fc0eb06e3",
);
/** g. */
export const SRP6_GENERATOR = 2n;
/** k. */
export const SRP6_MULTIPLIER = hashNumbersReversed(SRP6_PRIME, SRP6_GENERATOR);

const GROUP_HASH = hashNumbers(SRP6_PRIME) ^ hashNumbers(SRP6_GENERATOR);
/** What the interleave takes of S as a rule. */
const INTERLEAVED_BYTES = 4;

const utf8 = new TextEncoder();

/** x: the private exponent that stands for the password. */
export function privateExponent(input: { identity: string; password: string; salt: Uint8Array }): bigint {
  const login = sha256(utf8.encode(`${input.identity}:${input.password}`));
  return hashNumbersReversed(fromLittleEndian(input.salt), fromLittleEndian(login));
}

/** u. */
export function scramble(clientPublicKey: bigint, serverPublicKey: bigint): bigint {
  return hashNumbersReversed(clientPublicKey, serverPublicKey);
}

/**
 * K, 64 bytes: the highest bytes of S, split into even and odd places, both hashed, the digests interleaved. As a rule
 * that is 4 bytes of S, which is the client's own weakness; only a zero byte further down in S makes it more.
 */
export function interleavedKey(secret: bigint): Uint8Array<ArrayBuffer> {
  const bytes = minimalBytes(secret);
  const zero = bytes.indexOf(0);
  const isLonger = zero >= 0 && zero < bytes.length - INTERLEAVED_BYTES;
  const half = Math.floor((isLonger ? bytes.length - zero : INTERLEAVED_BYTES) / 2);
  // Below its first byte an S of fewer than 4 bytes counts as zeros.
  const highest = (index: number) => bytes[bytes.length - 1 - index] ?? 0;
  const even = sha256(Uint8Array.from({ length: half }, (_, i) => highest(2 * i)));
  const odd = sha256(Uint8Array.from({ length: half }, (_, i) => highest(2 * i + 1)));
  return Uint8Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? even : odd)[i >> 1]!);
}

interface Transcript {
  readonly identity: string;
  readonly salt: Uint8Array;
  readonly clientPublicKey: bigint;
  readonly serverPublicKey: bigint;
  readonly sessionKey: Uint8Array;
}

/** M1: the client's proof that it knows the password. */
export function clientProof(transcript: Transcript): bigint {
  return hashNumbers(
    GROUP_HASH,
    fromLittleEndian(sha256(utf8.encode(transcript.identity))),
    fromLittleEndian(transcript.salt),
    transcript.clientPublicKey,
    transcript.serverPublicKey,
    fromLittleEndian(transcript.sessionKey),
  );
}

/** M2, 32 bytes: the server's answer to M1. */
export function serverProof(clientPublicKey: bigint, proof: bigint, sessionKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return sha256(paddedBytes(clientPublicKey), paddedBytes(proof), paddedBytes(fromLittleEndian(sessionKey)));
}
