/** Ed25519 key pairs as Web Crypto and JWKs hold them (RFC 8032, RFC 8037). */
import { calculateJwkThumbprint, type JWK } from "jose";

export interface KeyPair {
  /** The thumbprint of the public key (RFC 7638). */
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
}

export const SEED_BYTES = 32;

/** A PKCS #8 wrapping of a seed, but for the seed itself (RFC 8410, 7). */
const PKCS8_PREFIX = Uint8Array.fromHex("302e020100300506032b657004220420");

/** The pair of a seed of 32 random bytes. */
export async function keyPairOf(seed: Uint8Array): Promise<KeyPair> {
  const pkcs8 = new Uint8Array([...PKCS8_PREFIX, ...seed]);
  const exportable = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", exportable);
  if (x === undefined) throw new Error("Could not make a key pair: it has no public part");
  const publicPart = { kty: "OKP", crv: "Ed25519", x };
  const publicJwk = { ...publicPart, kid: await calculateJwkThumbprint(publicPart), alg: "EdDSA", use: "sig" };
  return {
    keyId: publicJwk.kid,
    privateKey: await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]),
    publicKey: await importPublicJwk(publicJwk),
    publicJwk,
  };
}

export function importPublicJwk(jwk: JWK): Promise<CryptoKey> {
  const { kty = "", crv = "", x = "" } = jwk;
  return crypto.subtle.importKey("jwk", { kty, crv, x }, "Ed25519", true, ["verify"]);
}
