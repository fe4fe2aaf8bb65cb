/** What the logins of imported accounts are proven by, on SQLite and again on PostgreSQL. */
import { createInlineHasher } from "../../lib/platform/crypto/inline_hasher.ts";
import type { PasswordHasher } from "../../lib/platform/crypto/password_hasher.ts";

export const hasher: PasswordHasher = rememberProofs(createInlineHasher());

/** Works out each proof once: the samples' hashes cost what they cost their systems, and are the same on either database. */
function rememberProofs(hasher: PasswordHasher): PasswordHasher {
  const known = new Map<string, Promise<boolean>>();
  const once = (asked: readonly unknown[], prove: () => Promise<boolean>) => {
    const key = JSON.stringify(asked);
    const proof = known.get(key) ?? prove();
    known.set(key, proof);
    return proof;
  };
  return {
    ...hasher,
    verify: (password, hash) => once([password, hash], () => hasher.verify(password, hash)),
    verifyForeign: (password, of) => once([password, of], () => hasher.verifyForeign(password, of)),
  };
}
