/** What is made of the master key: the box for what must be read again, the keys that sign, and the texts they sign. */
import { createKeyDerivation } from "../../platform/crypto/hkdf.ts";
import { createSecretBox } from "../../platform/crypto/secret_box.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { createCharacterJwts } from "../../domain/tokens/character_jwt.ts";
import { opaqueCharacterTokens } from "../../domain/tokens/game_token_text.ts";
import { openKeyPairs } from "../../domain/tokens/jwt/key_pairs.ts";
import { createSharedSecretKeys } from "../../domain/tokens/jwt/shared_secret.ts";
import { createTokenSigner } from "../../domain/tokens/jwt/signer.ts";

const DAY_SECONDS = 86_400;

export type Keys = Awaited<ReturnType<typeof openKeys>>;

/** @throws {AppError} `unavailable`; {Error} when the keys were sealed under another master key */
export async function openKeys(kernel: Kernel, masterKey: Uint8Array, closing: AsyncDisposableStack) {
  const { config: { auth }, database, clock, random, log } = kernel;
  const { jwtSecret, jwtExpirationSeconds, issuer, audience } = auth;
  const box = createSecretBox({ key: masterKey, random });
  const tokenLifetimeSecondsMax = Math.max(jwtExpirationSeconds, DAY_SECONDS);
  const keyPairs = await openKeyPairs({ database, box, clock, random, log, tokenLifetimeSecondsMax });
  closing.defer(() => keyPairs.close());
  const keys = jwtSecret === null ? keyPairs : await createSharedSecretKeys(jwtSecret.reveal());
  const signer = createTokenSigner({ keys, issuer, audience, clock });
  const areJwts = auth.characterTokenFormat === "jwt";
  return {
    box,
    deriveKey: createKeyDerivation(masterKey),
    keyPairs,
    signer,
    /** What a character token is made of: random bytes, or a JWT. */
    characterTokenText: areJwts
      ? createCharacterJwts({ keys: keyPairs, issuer, random })
      : opaqueCharacterTokens(random),
    // Characters' JWTs are never signed with a shared secret: their public keys are published under HS256, too.
    /** What is published for those who verify offline. */
    jwks: areJwts ? () => ({ keys: keyPairs.published() }) : signer.jwks,
  };
}
