/** A character token of Gatehouse: a JWT signed with Ed25519 (RFC 7519, RFC 8037). Nothing here waits for a network. */

/** Longer than any token of Gatehouse's. */
const TOKEN_CHARACTERS_MAX = 4_096;
/** How far a clock of ours may be behind the issuer's. */
const SKEW_SECONDS_MAX = 60;

/**
 * @typedef {object} Claims
 * @property {string} iss
 * @property {[string, string]} aud the game and the server
 * @property {string} sub `account_42`
 * @property {string} chr `char_7`
 * @property {string} name the character's, as it was when the token was made
 * @property {number} level
 * @property {string} sid the line of descent: the same after a rotation
 * @property {number} iat seconds since 1970
 * @property {number} exp
 */

/**
 * The parts of a token, of which nothing is to be believed yet; null for what is none.
 * @param {string} token
 */
export function parseToken(token) {
  const parts = token.length > TOKEN_CHARACTERS_MAX ? [] : token.split(".");
  const [headerPart = "", claimsPart = "", signaturePart = ""] = parts;
  if (parts.length !== 3) return null;
  try {
    const header = JSON.parse(decodeText(headerPart));
    const claims = JSON.parse(decodeText(claimsPart));
    // The token does not choose how it is verified (RFC 8725, 3.1), and a session's token is not a character's (3.11).
    const isOurs = header.alg === "EdDSA" && header.typ === "character+jwt" && typeof header.kid === "string" &&
      header.crit === undefined;
    if (!isOurs) return null;
    return {
      keyId: /** @type {string} */ (header.kid),
      claims: /** @type {Claims} */ (claims ?? {}),
      signed: new TextEncoder().encode(`${headerPart}.${claimsPart}`),
      signature: decodeBytes(signaturePart),
    };
  } catch {
    return null;
  }
}

/**
 * Whether the key signed it.
 * @param {NonNullable<ReturnType<typeof parseToken>>} parsed
 * @param {CryptoKey} key
 */
export function isSigned({ signed, signature }, key) {
  return crypto.subtle.verify("Ed25519", key, signature, signed);
}

/**
 * Whether the claims are for this server, now.
 * @param {Claims} claims
 * @param {{ issuer: string, gameId: string, serverId: string, nowMs: number }} expected
 * @returns {null | "wrong_issuer" | "wrong_audience" | "expired" | "malformed"} null when they are
 */
export function refuseClaims(claims, { issuer, gameId, serverId, nowMs }) {
  const areWhole = [claims.sub, claims.chr, claims.sid].every((claim) => typeof claim === "string") &&
    Number.isFinite(claims.exp) && Number.isFinite(claims.iat);
  if (!areWhole) return "malformed";
  if (claims.iss !== issuer) return "wrong_issuer";
  // Both, in this order: one of them alone would let a token of another game in on a server of the same name.
  const [game, server] = Array.isArray(claims.aud) ? claims.aud : [];
  if (game !== gameId || server !== serverId) return "wrong_audience";
  const now = nowMs / 1_000;
  return claims.exp > now && claims.iat <= now + SKEW_SECONDS_MAX ? null : "expired";
}

/**
 * What the feed of revocations calls a token that was rotated.
 * @param {string} token
 */
export async function tokenHash(token) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  const text = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} base64url */
function decodeText(base64url) {
  return new TextDecoder().decode(decodeBytes(base64url));
}

/** @param {string} base64url */
function decodeBytes(base64url) {
  if (!/^[A-Za-z0-9_-]*$/.test(base64url)) throw new Error("Could not decode base64url");
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
