/**
 * Passwords as other systems kept them: the scheme `foreign`, which only verifies. It is a password in every sense, and
 * goes when the account's own hash is written.
 */
import type { ForeignCredential } from "../../platform/crypto/foreign/credential.ts";
import { fitsBcrypt } from "./rules.ts";
import type { PasswordHasher, Patience } from "../../platform/crypto/password_hasher.ts";

/** Its name in `account_secrets`. */
export const FOREIGN_SCHEME = "foreign";
/** Under which WildStar's module keeps its secrets; a verifier over another identity is kept as `srp6-wildstar-as-typed`. */
export const WILDSTAR_SCHEME = "srp6-wildstar";

/** As much of a credential scheme as proves a secret that another server made. */
interface VerifyingScheme {
  readonly name: string;
  verify(input: { login: string; password: string; stored: Uint8Array; isAsTyped?: boolean }): Promise<boolean>;
}

interface ForeignSecretsParts {
  readonly hasher: Pick<PasswordHasher, "verifyForeign" | "verifyNothing">;
  /** Every scheme that a module registered, of a closed door as well. */
  readonly schemes: () => readonly VerifyingScheme[];
}

/** Whether a secret of the scheme `foreign` proves the password. It costs what any comparison costs; so does null, which proves none. */
export type ProveForeign = (stored: Uint8Array | null, password: string, patience?: Patience) => Promise<boolean>;

export function createForeignProof({ hasher, schemes }: ForeignSecretsParts): ProveForeign {
  return async (stored, password, patience) => {
    const nothing = () => hasher.verifyNothing(fitsBcrypt(password) ? password : "", patience);
    if (stored === null) return await nothing();
    const credential: ForeignCredential = JSON.parse(new TextDecoder().decode(stored));
    if (credential.kind !== "srp6-wildstar-as-typed") return await hasher.verifyForeign(password, credential, patience);
    const scheme = schemes().find(({ name }) => name === WILDSTAR_SCHEME);
    const { identity: login, salt, verifier } = credential;
    const [isProven] = await Promise.all([
      scheme?.verify({ login, password, stored: Uint8Array.fromHex(salt + verifier), isAsTyped: true }) ?? false,
      nothing(),
    ]);
    return isProven;
  };
}
