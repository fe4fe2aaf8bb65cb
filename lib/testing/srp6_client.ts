/** The client's side of the exchange, in the style of `lib/games/wildstar/crypto/srp6.ts`. Only tests play it. */
import { modPow } from "../platform/crypto/mod_pow.ts";
import { fixedBytes, fromLittleEndian, minimalBytes } from "../games/wildstar/crypto/srp6_hash.ts";
import {
  clientProof,
  interleavedKey,
  privateExponent,
  scramble,
  serverProof,
  SRP6_GENERATOR as g,
  SRP6_MULTIPLIER as k,
  SRP6_PRIME as N,
} from "../games/wildstar/crypto/srp6_steps.ts";

interface Srp6Client {
  /** A, minimal little-endian bytes. */
  readonly publicKey: Uint8Array;
  /** What the server's challenge makes of the password. `typed` is the name that M1 hashes; default the identity. */
  answer(challenge: { salt: Uint8Array; publicKey: Uint8Array }, typed?: string): Srp6ClientAnswer;
}

export interface Srp6ClientAnswer {
  /** S. */
  readonly secret: bigint;
  /** u. */
  readonly scramble: bigint;
  /** K, 64 bytes. */
  readonly sessionKey: Uint8Array;
  /** M1, 32 bytes. */
  readonly proof: Uint8Array;
  /** The M2 to expect, 32 bytes. */
  readonly serverProof: Uint8Array;
}

export function createSrp6Client(
  login: { identity: string; password: string },
  privateKey: Uint8Array,
): Srp6Client {
  const a = fromLittleEndian(privateKey);
  const A = modPow(g, a, N);

  function answer(challenge: { salt: Uint8Array; publicKey: Uint8Array }, typed = login.identity): Srp6ClientAnswer {
    const B = fromLittleEndian(challenge.publicKey);
    const x = privateExponent({ ...login, salt: challenge.salt });
    const u = scramble(A, B);
    const base = (B - k * modPow(g, x, N) % N + N) % N;
    const secret = modPow(base, a + u * x, N);
    const sessionKey = interleavedKey(secret);
    const proof = clientProof({
      identity: typed,
      salt: challenge.salt,
      clientPublicKey: A,
      serverPublicKey: B,
      sessionKey,
    });
    return {
      secret,
      scramble: u,
      sessionKey,
      proof: fixedBytes(proof, 32),
      serverProof: serverProof(A, proof, sessionKey),
    };
  }

  return { publicKey: minimalBytes(A), answer };
}
