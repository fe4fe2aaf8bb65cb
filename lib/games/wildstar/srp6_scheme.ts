/** SRP6 as a credential scheme of the core: a salt and a verifier over the lower-cased e-mail. */
import { isEqualConstantTime } from "../../platform/crypto/constant_time.ts";
import { createVerifier, SRP6_KEY_BYTES, SRP6_SALT_BYTES, type Srp6Record } from "./crypto/srp6.ts";
import type { CredentialScheme, ModuleContext } from "../../modules/mod.ts";

export const SRP6_SCHEME_NAME = "srp6-wildstar";

export function createSrp6Scheme(random: ModuleContext["random"]): CredentialScheme {
  return {
    name: SRP6_SCHEME_NAME,
    needs: "email",
    derive: ({ login, password }) =>
      Promise.resolve(derive(identityOf(login), password, random.bytes(SRP6_SALT_BYTES))),
    verify: ({ login, password, stored, isAsTyped = false }) => {
      const identity = isAsTyped ? login : identityOf(login);
      return Promise.resolve(isEqualConstantTime(derive(identity, password, decodeRecord(stored).salt), stored));
    },
  };
}

/** What SRP6 hashes for an e-mail. */
export function identityOf(email: string): string {
  return email.toLowerCase();
}

/** The scheme's stored bytes: 16 of salt, 128 of verifier. */
export function decodeRecord(stored: Uint8Array): Srp6Record {
  if (stored.length !== SRP6_SALT_BYTES + SRP6_KEY_BYTES) {
    throw new Error(`Could not read a stored SRP6 secret: it has ${stored.length} bytes`);
  }
  return { salt: stored.subarray(0, SRP6_SALT_BYTES), verifier: stored.subarray(SRP6_SALT_BYTES) };
}

function derive(identity: string, password: string, salt: Uint8Array): Uint8Array<ArrayBuffer> {
  const stored = new Uint8Array(SRP6_SALT_BYTES + SRP6_KEY_BYTES);
  stored.set(salt);
  stored.set(createVerifier({ identity, password, salt }), SRP6_SALT_BYTES);
  return stored;
}
