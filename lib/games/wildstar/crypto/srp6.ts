/** The server's side of the WildStar client's SRP6. Pure: the randomness comes in as an argument. */
import { isEqualConstantTime } from "../../../platform/crypto/constant_time.ts";
import { createFixedBase } from "./fixed_base.ts";
import { modPow } from "../../../platform/crypto/mod_pow.ts";
import { fixedBytes, fromLittleEndian, minimalBytes } from "./srp6_hash.ts";
import {
  clientProof,
  interleavedKey,
  privateExponent,
  scramble,
  serverProof,
  SRP6_GENERATOR as g,
  SRP6_MULTIPLIER as k,
  SRP6_PRIME as N,
} from "./srp6_steps.ts";

export const SRP6_SALT_BYTES = 16;
export const SRP6_KEY_BYTES = 128;
export const SRP6_PROOF_BYTES = 32;
/** b: more would add work for the server and nothing to the strength of the group. */
export const SRP6_PRIVATE_KEY_BYTES = 32;

const powerOfG = createFixedBase(g, N);

/** What stands for a password at rest. Whoever has it can guess passwords at the speed of a fast hash. */
export interface Srp6Record {
  /** 16 bytes. */
  readonly salt: Uint8Array;
  /** 128 bytes, little-endian. */
  readonly verifier: Uint8Array;
}

/** v for a password. `identity` is the lower-cased e-mail. */
export function createVerifier(
  input: { identity: string; password: string; salt: Uint8Array },
): Uint8Array<ArrayBuffer> {
  return fixedBytes(powerOfG(privateExponent(input)), SRP6_KEY_BYTES);
}

/** A verifier that no password is known for: any 128 bytes, made a number of the group. */
export function createDecoyVerifier(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return fixedBytes(fromLittleEndian(bytes) % N, SRP6_KEY_BYTES);
}

/** What both sides hold after a proof. */
export interface Srp6Proof {
  /** K, 64 bytes. */
  readonly sessionKey: Uint8Array<ArrayBuffer>;
  /** M2, 32 bytes. */
  readonly serverProof: Uint8Array<ArrayBuffer>;
}

interface Srp6Answer {
  /** A, little-endian, 1 to 128 bytes; high zeros may be missing. */
  readonly clientPublicKey: Uint8Array;
  /** M1, little-endian, 1 to 32 bytes; high zeros may be missing. */
  readonly clientProof: Uint8Array;
  /** The client may hash its name as typed: the proof holds under any of these. */
  readonly identities: readonly string[];
}

/** One challenge, good for one answer: two guesses at one B would halve the work of guessing. */
export interface Srp6Challenge {
  /** 16 bytes. */
  readonly salt: Uint8Array;
  /** B, minimal little-endian bytes. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** Null when the password was wrong or A is 0 modulo N; both take the same time. */
  verify(answer: Srp6Answer): Srp6Proof | null;
}

/** Whether A is a multiple of N, which would make S zero for every password (RFC 5054, section 2.5.4). */
export function isDegenerateKey(clientPublicKey: Uint8Array): boolean {
  return fromLittleEndian(clientPublicKey) % N === 0n;
}

/** Opens an exchange. `privateKey`: b, 32 random bytes, never used again. */
export function createChallenge(record: Srp6Record, privateKey: Uint8Array): Srp6Challenge {
  const v = fromLittleEndian(record.verifier);
  const b = fromLittleEndian(privateKey);
  const B = (k * v + powerOfG(b)) % N;

  function verify(answer: Srp6Answer): Srp6Proof | null {
    if (answer.clientPublicKey.length > SRP6_KEY_BYTES || answer.clientProof.length > SRP6_PROOF_BYTES) return null;
    const A = fromLittleEndian(answer.clientPublicKey);
    const given = fromLittleEndian(answer.clientProof);
    const givenBytes = fixedBytes(given, SRP6_PROOF_BYTES);
    const S = modPow(A * modPow(v, scramble(A, B), N), b, N);
    const sessionKey = interleavedKey(S);
    let isProven = false;
    for (const identity of answer.identities) {
      const expected = clientProof({ identity, salt: record.salt, clientPublicKey: A, serverPublicKey: B, sessionKey });
      // Every identity is compared, whichever holds: the time tells nothing.
      if (isEqualConstantTime(fixedBytes(expected, SRP6_PROOF_BYTES), givenBytes)) isProven = true;
    }
    if (!isProven || A % N === 0n) return null;
    return { sessionKey, serverProof: serverProof(A, given, sessionKey) };
  }

  return { salt: record.salt, publicKey: minimalBytes(B), verify };
}
