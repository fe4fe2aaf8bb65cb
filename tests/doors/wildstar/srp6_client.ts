/** The player's side of SRP6, from docs/protocols/wildstar.md, "SRP6, this client's variant". */
import vectors from "../../vectors/srp6.json" with { type: "json" };
import { join, power, sha256, toBytes, toBytesOf, toNumber, utf8 } from "./numbers.ts";

export const N = toNumber(Uint8Array.fromHex(vectors.N));
const g = 2n;

export interface Login {
  /** The e-mail as it goes over the line. */
  readonly email: string;
  readonly password: string;
  /** What the client hashes as the name, where it is not the e-mail in lower case. */
  readonly identity?: string;
}

export interface Challenge {
  readonly salt: Uint8Array;
  readonly B: Uint8Array;
}

export interface Proof {
  /** 32 bytes. */
  readonly M1: Uint8Array<ArrayBuffer>;
  /** What the server must answer. */
  readonly M2: Uint8Array<ArrayBuffer>;
  readonly K: Uint8Array<ArrayBuffer>;
}

/** Padded with high zeros to a multiple of four bytes, one behind the other, hashed. */
function digest(...numbers: readonly bigint[]): Uint8Array<ArrayBuffer> {
  return sha256(join(...numbers.map((number) => toBytesOf(Math.ceil(toBytes(number).length / 4) * 4, number))));
}

const H = (...numbers: readonly bigint[]): bigint => toNumber(digest(...numbers));

function Hr(...numbers: readonly bigint[]): bigint {
  const bytes = digest(...numbers);
  const words = [7, 6, 5, 4, 3, 2, 1, 0].map((word) => bytes.subarray(word * 4, word * 4 + 4));
  return toNumber(join(...words));
}

/** A, for a. */
export function publicKey(a: Uint8Array): bigint {
  return power(g, toNumber(a), N);
}

export function answerChallenge({ email, password, identity = email.toLowerCase() }: Login, a: Uint8Array, {
  salt,
  B: serverKey,
}: Challenge): Proof {
  const A = publicKey(a);
  const B = toNumber(serverKey);
  const s = toNumber(salt);
  // The verifier is over the lower-cased e-mail, whatever the client hashes into its proof.
  const x = Hr(s, toNumber(sha256(utf8(`${email.toLowerCase()}:${password}`))));
  const k = Hr(N, g);
  const u = Hr(A, B);
  const base = ((B - k * power(g, x, N)) % N + N) % N;
  const K = interleave(toBytes(power(base, toNumber(a) + u * x, N)));
  const M1 = H(H(N) ^ H(g), toNumber(sha256(utf8(identity))), s, A, B, toNumber(K));
  return { K, M1: toBytesOf(32, M1), M2: digest(A, M1, toNumber(K)) };
}

function interleave(S: Uint8Array): Uint8Array<ArrayBuffer> {
  const z = S.indexOf(0);
  const n = z >= 0 && z < S.length - 4 ? S.length - z : 4;
  const T = S.toReversed();
  const half = Math.floor(n / 2);
  const E = sha256(Uint8Array.from({ length: half }, (_, index) => T[2 * index] ?? 0));
  const F = sha256(Uint8Array.from({ length: half }, (_, index) => T[2 * index + 1] ?? 0));
  return Uint8Array.from({ length: 64 }, (_, index) => index % 2 === 0 ? E[index / 2]! : F[(index - 1) / 2]!);
}
