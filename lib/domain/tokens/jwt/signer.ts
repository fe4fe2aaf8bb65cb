/** Session tokens: JWTs (RFC 7519) signed and verified as RFC 8725 advises. */
import { errors, type JWK, type JWTPayload, jwtVerify } from "jose";
import { AppError } from "../../../platform/errors.ts";
import type { Kernel } from "../../../platform/kernel/kernel.ts";
import type { SessionClaims, SessionSigner } from "../../sessions/identity.ts";
import { signCompact } from "./compact_jws.ts";
import type { SigningKeys } from "./signing_keys.ts";

interface TokenSigner extends SessionSigner {
  /** The public keys as a JWK set (RFC 7517), for `/.well-known/jwks.json`. */
  jwks(): { readonly keys: readonly JWK[] };
}

interface SignerParts extends Pick<Kernel, "clock"> {
  readonly keys: SigningKeys;
  readonly issuer: string;
  readonly audience: string;
}

/** Ours have some 450 characters. */
const TOKEN_CHARACTERS_MAX = 2_048;
/**
 * RFC 7515, 7.1. jose would also take padding, white space, and bits behind the signature's last (RFC 4648, 3.5); and one
 * token has one text.
 */
const COMPACT = /^[\w-]+\.[\w-]+\.(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/;
/** Tells session tokens from the other kinds that the same keys sign (RFC 8725, 3.11). */
const SESSION_TYPE = "JWT";
const REQUIRED = ["sub", "username", "sid", "jti", "iat", "exp"];

export function createTokenSigner({ keys, issuer, audience, clock }: SignerParts): TokenSigner {
  return {
    sign(claims, expiresInSeconds, issued = clock.now()) {
      const { keyId, key } = keys.current();
      const iat = Math.floor(issued.getTime() / 1_000);
      return signCompact(
        { alg: keys.algorithm, typ: SESSION_TYPE, ...(keyId === null ? {} : { kid: keyId }) },
        { ...claims, iss: issuer, aud: audience, iat, exp: iat + expiresInSeconds },
        key,
      );
    },
    async verify(token) {
      if (token.length > TOKEN_CHARACTERS_MAX || !COMPACT.test(token)) throw invalidToken();
      try {
        const { payload } = await jwtVerify(token, ({ kid }) => findKey(keys, kid), {
          algorithms: [keys.algorithm],
          typ: SESSION_TYPE,
          issuer,
          audience,
          requiredClaims: REQUIRED,
          currentDate: clock.now(),
          clockTolerance: 0, // this server is the issuer too
        });
        return sessionClaims(payload);
      } catch (error) {
        throw translate(error);
      }
    },
    jwks: () => ({ keys: keys.published() }),
  };
}

async function findKey(keys: SigningKeys, keyId: string | undefined): Promise<CryptoKey> {
  const key = await keys.find(keyId);
  if (key === null) throw invalidToken();
  return key;
}

function sessionClaims({ sub, username, sid, jti, exp }: JWTPayload): SessionClaims {
  const areTexts = typeof sub === "string" && typeof username === "string" && typeof sid === "string" &&
    typeof jti === "string";
  if (!areTexts || exp === undefined || !/^[1-9][0-9]{0,9}$/.test(sub)) throw invalidToken();
  return { sub, username, sid, jti, exp };
}

/** What jose found, without its words: they may quote the token. */
function translate(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new AppError("token_expired", "The token has expired");
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === "typ") {
    return new AppError("wrong_token_type", "The token is not a session token");
  }
  return error instanceof errors.JOSEError ? invalidToken() : error;
}

function invalidToken(): AppError {
  return new AppError("invalid_token", "The token is not valid");
}
