/** What a token looks like: 32 random bytes, or, for characters where it is so configured, a JWT. */
import type { Random } from "../../platform/random.ts";
import type { Binding } from "./game_token.ts";

const TOKEN_BYTES = 32;

/** Makes the text of a character token. The JWT of `character_jwt.ts` is the other one. */
export type CharacterTokenText = (token: {
  readonly accountId: number;
  readonly familyId: string;
  readonly bound: Binding;
  /** The character as it is now; null for one that is gone. */
  readonly character: { readonly name: string; readonly level: number } | null;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}) => string;

/** 43 characters of base64url (RFC 4648, 5) without padding. */
export function createOpaqueToken(random: Random): string {
  return random.bytes(TOKEN_BYTES).toBase64({ alphabet: "base64url", omitPadding: true });
}

export function opaqueCharacterTokens(random: Random): CharacterTokenText {
  return () => createOpaqueToken(random);
}
