/** Hashing in place, which stops everything else meanwhile: for tests, at a low cost. */
import { hashSync } from "bcryptjs";
import { fillAfterHash } from "./equal_cost.ts";
import { verifyForeign } from "./foreign/verify.ts";
import { systemRandom } from "../random.ts";
import { createPasswordHasher, type PasswordHasher } from "./password_hasher.ts";

/** @param cost 4, the lowest that bcrypt has, takes about a millisecond */
export function createInlineHasher(cost = 4): PasswordHasher {
  return createPasswordHasher({
    cost,
    random: systemRandom,
    bcrypt: {
      run: (password, salt, costsAs) => {
        const hash = hashSync(password, salt);
        if (costsAs !== undefined) fillAfterHash(salt, costsAs);
        return Promise.resolve(hash);
      },
      prove: (password, credential) => verifyForeign(credential, password),
      queue: { depth: () => 0, running: () => 0, isFull: () => false },
      warmUp: () => {},
      close: () => {},
    },
  });
}
