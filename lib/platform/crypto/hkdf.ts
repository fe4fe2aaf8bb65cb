/** Further keys from one master key: HKDF with SHA-256 (RFC 5869). */
import { hkdfSync } from "node:crypto";

/** The same `info` gives the same bytes after a restart and on every instance; different ones are unrelated. */
export type DeriveKey = (info: string, lengthBytes: number) => Uint8Array<ArrayBuffer>;

/** RFC 5869, 2.3: at most 255 blocks of the hash. */
const LENGTH_BYTES_MAX = 255 * 32;

/**
 * Derivation from `masterKey`, 32 bytes.
 * @returns a function that throws RangeError for a length outside 1 to 8,160 bytes or an empty `info`
 */
export function createKeyDerivation(masterKey: Uint8Array): DeriveKey {
  if (masterKey.length !== 32) throw new RangeError("Could not derive keys: the master key does not have 32 bytes");
  const key = masterKey.slice();
  return (info, lengthBytes) => {
    if (info === "") throw new RangeError("Could not derive a key: it has no purpose");
    if (!Number.isInteger(lengthBytes) || lengthBytes < 1 || lengthBytes > LENGTH_BYTES_MAX) {
      throw new RangeError(`Could not derive a key of ${lengthBytes} bytes: not from 1 to ${LENGTH_BYTES_MAX}`);
    }
    // The master key is uniformly random, so a salt adds nothing (RFC 5869, 3.1).
    return new Uint8Array(hkdfSync("sha256", key, new Uint8Array(0), info, lengthBytes));
  };
}
