/** How secrets that are random anyway are stored: tokens, keys, tickets. */
import { createHash } from "node:crypto";

/**
 * SHA-256 of the secret; text by its UTF-8. A slow hash would add nothing to 128 random bits or more, and a look-up by
 * the hash tells by its time nothing of the secret.
 */
export function hashSecret(secret: Uint8Array | string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(secret).digest());
}
