/**
 * Character tokens that a game server verifies offline: JWTs (RFC 7519) signed with Ed25519 (RFC 8037). In the database
 * they are tokens like all others, so that they are rotated, revoked and revalidated alike.
 */
import type { CharacterTokenText } from "./game_token_text.ts";
import { signCompact } from "./jwt/compact_jws.ts";
import type { SigningKeys } from "./jwt/signing_keys.ts";
import { accountText, characterText } from "./text_ids.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";

/** Tells them from the other tokens that the same keys sign (RFC 8725, 3.11). */
const CHARACTER_TYPE = "character+jwt";

interface CharacterJwtParts extends Pick<Kernel, "random"> {
  /** Of Ed25519: whoever can verify with a shared secret can also sign. */
  readonly keys: SigningKeys;
  readonly issuer: string;
}

/** @throws {Error} for keys that are a shared secret */
export function createCharacterJwts({ keys, issuer, random }: CharacterJwtParts): CharacterTokenText {
  if (keys.algorithm !== "EdDSA") {
    throw new Error("Could not make JWTs for game servers: they need an Ed25519 key, not a shared secret");
  }
  return ({ accountId, familyId, bound, character, issuedAt, expiresAt }) => {
    const { keyId, key } = keys.current();
    return signCompact({ alg: keys.algorithm, typ: CHARACTER_TYPE, ...(keyId === null ? {} : { kid: keyId }) }, {
      chr: characterText(bound.characterId),
      ...character,
      sid: familyId,
      iss: issuer,
      aud: [bound.gameId, bound.serverId],
      sub: accountText(accountId),
      // Two of one family and one second would else be the same token.
      jti: random.uuid(),
      iat: seconds(issuedAt),
      exp: seconds(expiresAt),
    }, key);
  };
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1_000);
}
