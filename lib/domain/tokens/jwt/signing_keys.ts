/** The keys that JWTs are signed and verified with, wherever they come from. */
import type { JWK } from "jose";
import type { SigningKey } from "./compact_jws.ts";

export interface SigningKeys {
  /** The one algorithm that is taken: a token cannot choose (RFC 8725, 3.1). */
  readonly algorithm: "HS256" | "EdDSA";
  /** The key that signs now. Never waits, so that a token can be signed inside a transaction. */
  current(): CurrentKey;
  /**
   * The key that a token names; null where there is none, or none any more.
   * @throws {AppError} `unavailable` when the database must be asked and cannot
   */
  find(keyId: string | undefined): Promise<CryptoKey | null>;
  /** The public keys, for those who verify offline; none for a shared secret. */
  published(): readonly JWK[];
}

export interface CurrentKey {
  /** The header's `kid`; null for the shared secret. */
  readonly keyId: string | null;
  readonly key: SigningKey;
}
