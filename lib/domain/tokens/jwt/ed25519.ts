/** Ed25519 key pairs: to sign with, to verify with, and as a JWK that all may read (RFC 8032, RFC 8037). */
import { calculateJwkThumbprint, type JWK } from "jose";
import { Buffer } from "node:buffer";
import { createPrivateKey, createPublicKey } from "node:crypto";
import type { SigningKey } from "./compact_jws.ts";

export interface KeyPair {
  /** The thumbprint of the public key (RFC 7638). */
  readonly keyId: string;
  readonly privateKey: SigningKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
}

export const SEED_BYTES = 32;

/** A PKCS #8 wrapping of a seed, but for the seed itself (RFC 8410, 7). */
const PKCS8_PREFIX = Uint8Array.fromHex("302e020100300506032b657004220420");

/** The pair of a seed of 32 random bytes. */
export async function keyPairOf(seed: Uint8Array): Promise<KeyPair> {
  const pkcs8 = Buffer.concat([PKCS8_PREFIX, seed]);
  const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  if (x === undefined) throw new Error("Could not make a key pair: it has no public part");
  const publicPart = { kty: "OKP", crv: "Ed25519", x };
  const publicJwk = { ...publicPart, kid: await calculateJwkThumbprint(publicPart), alg: "EdDSA", use: "sig" };
  return { keyId: publicJwk.kid, privateKey, publicKey: await importPublicJwk(publicJwk), publicJwk };
}

export function importPublicJwk({ kty = "", crv = "", x = "" }: JWK): Promise<CryptoKey> {
  return crypto.subtle.importKey("jwk", { kty, crv, x }, "Ed25519", true, ["verify"]);
}
