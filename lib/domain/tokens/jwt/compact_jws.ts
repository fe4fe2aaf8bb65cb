/**
 * Signs a JWT in its compact form (RFC 7515, 7.1), on the spot: Web Crypto does it in a thread, which a transaction would
 * wait for, and which costs more than the signature. jose verifies.
 */
import { Buffer } from "node:buffer";
import { createHmac, type KeyObject, sign } from "node:crypto";

/** A shared secret (HS256) or a private Ed25519 key (EdDSA); the header's `alg` is the caller's to say. */
export type SigningKey = KeyObject;

/** @returns header, claims and signature, each in base64url (RFC 4648, 5) without padding */
export function signCompact(header: object, claims: object, key: SigningKey): string {
  const message = `${partOf(header)}.${partOf(claims)}`;
  return `${message}.${signatureOf(message, key).toString("base64url")}`;
}

function partOf(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function signatureOf(message: string, key: SigningKey): Buffer {
  // RFC 7518, 3.2; RFC 8037, 3.1.
  return key.type === "secret"
    ? createHmac("sha256", key).update(message).digest()
    : sign(null, Buffer.from(message), key);
}
