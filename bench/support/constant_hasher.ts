/** Passwords that cost nothing: every one is right. */
import type { PasswordHasher } from "../../lib/platform/crypto/password_hasher.ts";

const ONE_HASH = `$2b$12$${"x".repeat(53)}`;

export const constantHasher: PasswordHasher = {
  hash: () => Promise.resolve(ONE_HASH),
  verify: () => Promise.resolve(true),
  verifyNothing: () => Promise.resolve(false),
  verifyForeign: () => Promise.resolve(true),
  isOutdated: () => false,
  queue: { depth: () => 0, running: () => 0, isFull: () => false },
  warmUp: () => {},
  close: () => {},
};
