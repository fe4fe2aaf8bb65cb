/** HS256 with the operator's own secret (RFC 7518, 3.2). */
import { createSecretKey } from "node:crypto";
import type { SigningKeys } from "./signing_keys.ts";

const SECRET_BYTES_MIN = 32;

/** @param secret at least 32 bytes of UTF-8 */
export async function createSharedSecretKeys(secret: string): Promise<SigningKeys> {
  const bytes = new TextEncoder().encode(secret);
  if (bytes.length < SECRET_BYTES_MIN) {
    throw new RangeError(`Could not use the JWT secret: it has fewer than ${SECRET_BYTES_MIN} bytes`);
  }
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  // Imported once: a raw secret for each call doubles its cost.
  const verifying = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]);
  const key = createSecretKey(bytes);
  return {
    algorithm: "HS256",
    current: () => ({ keyId: null, key }),
    find: (keyId) => Promise.resolve(keyId === undefined ? verifying : null),
    published: () => [],
  };
}
