/**
 * Secrets that must be readable again, encrypted at rest: AES-256-GCM (NIST SP 800-38D). What a secret belongs to
 * is authenticated with it, so that it does not open in another row. It is done on the caller's thread: the secrets are
 * small (9 µs), and each of Web Crypto's ways to another thread held this one for 0.04 to 0.6 ms.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Random } from "../random.ts";

export interface SecretBox {
  /** @param associatedData names the one place of the secret, such as `account_secrets:42:srp6-wildstar` */
  seal(plain: Uint8Array, associatedData: string): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws {SecretBoxError} when the bytes were changed, or sealed under another key or for another place */
  open(sealed: Uint8Array, associatedData: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** A sealed secret does not open. Says where it lies, never what is in it. */
export class SecretBoxError extends Error {
  override readonly name = "SecretBoxError";
}

interface SecretBoxParts {
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly random: Random;
}

/** The first byte of everything sealed: version 1 is `01 ‖ nonce (12) ‖ ciphertext ‖ tag (16)`. */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createSecretBox(parts: SecretBoxParts): SecretBox {
  const seal = createSyncSeal(parts);
  const { key } = parts;
  return {
    // deno-lint-ignore require-await
    async seal(plain, associatedData) {
      return seal(plain, associatedData);
    },
    // deno-lint-ignore require-await
    async open(sealed, associatedData) {
      const fail = (why: string) => new SecretBoxError(`Could not open the secret of ${associatedData}: ${why}`);
      if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES) throw fail("it is too short");
      if (sealed[0] !== VERSION) throw fail(`it has the unknown version ${sealed[0]}`);
      const cipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(1, 1 + NONCE_BYTES));
      cipher.setAAD(new TextEncoder().encode(associatedData));
      cipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      const plain = cipher.update(sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES));
      try {
        cipher.final();
      } catch {
        throw fail("it was changed, or sealed under another key or for another place");
      }
      return new Uint8Array(plain);
    },
  };
}

/** Seals at once, as `SecretBox.seal` does: for thousands of secrets in a row. */
export function createSyncSeal(
  { key, random }: SecretBoxParts,
): (plain: Uint8Array, associatedData: string) => Uint8Array<ArrayBuffer> {
  if (key.length !== 32) throw new RangeError("Could not make a secret box: the key does not have 32 bytes");
  return (plain, associatedData) => {
    // 96 random bits stay unique enough for 2^32 secrets under one key (SP 800-38D, 8.3).
    const nonce = random.bytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    cipher.setAAD(new TextEncoder().encode(associatedData));
    const encrypted = cipher.update(plain);
    cipher.final();
    const sealed = new Uint8Array(1 + NONCE_BYTES + encrypted.length + TAG_BYTES);
    sealed[0] = VERSION;
    sealed.set(nonce, 1);
    sealed.set(encrypted, 1 + NONCE_BYTES);
    sealed.set(cipher.getAuthTag(), 1 + NONCE_BYTES + encrypted.length);
    return sealed;
  };
}
