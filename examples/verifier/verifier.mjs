/**
 * Verifies Gatehouse's character tokens in a game server: offline, by the public keys and the feed of revocations, and by
 * asking when the feed has fallen silent. Needs nothing but Deno, or Node from 20 on. Copy the folder.
 *
 * Gatehouse must be configured with `auth.characterTokenFormat: "jwt"`.
 */
import { isSigned, parseToken, refuseClaims, tokenHash } from "./jwt.mjs";
import { createKeys } from "./keys.mjs";
import { followRevocations } from "./revocations.mjs";

/** @typedef {import("./jwt.mjs").Claims} Claims */
/** @typedef {{ valid: true, claims: Claims } | { valid: false, reason: string }} Verdict */

/**
 * @param {object} options
 * @param {string} options.baseUrl where Gatehouse is, without a slash at the end
 * @param {string} options.gameId this server's game
 * @param {string} options.serverId this server, as Gatehouse's operators named it
 * @param {string} [options.serverKey] sent with questions, where `auth.revalidateRequiresServerKey` is set
 * @param {string} [options.issuer] Gatehouse's `auth.issuer`
 * @param {() => void} [options.onChange] runs after each piece of news about revocations
 * @param {typeof fetch} [options.fetch]
 * @param {() => number} [options.now] milliseconds since 1970
 */
export function createVerifier({
  baseUrl,
  gameId,
  serverId,
  serverKey,
  issuer = "gatehouse",
  onChange,
  fetch = globalThis.fetch,
  now = Date.now,
}) {
  const findKey = createKeys({ baseUrl, fetch, now });
  const revocations = followRevocations({ baseUrl, fetch, now, ...(onChange === undefined ? {} : { onChange }) });

  /** @param {string} token */
  const ask = async (token) => {
    const response = await fetch(`${baseUrl}/auth/revalidate`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(serverKey === undefined ? {} : { authorization: `Bearer ${serverKey}` }),
      },
      body: JSON.stringify({ token, token_type: "character" }),
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) throw new Error(`Could not ask Gatehouse about a token: status ${response.status}`);
    return await response.json();
  };

  return {
    /**
     * Whether a player may come in with the token. Never a guess: it throws when Gatehouse would have to be asked, and
     * does not answer.
     * @param {string} token
     * @returns {Promise<Verdict>}
     */
    async verify(token) {
      const parsed = parseToken(token);
      if (parsed === null) return { valid: false, reason: "malformed" };
      const key = await findKey(parsed.keyId);
      if (key === null || !await isSigned(parsed, key)) return { valid: false, reason: "not_signed" };
      const { claims } = parsed;
      const refusal = refuseClaims(claims, { issuer, gameId, serverId, nowMs: now() });
      if (refusal !== null) return { valid: false, reason: refusal };
      if (revocations.isCurrent()) {
        const isDead = revocations.isFamilyDead(claims.sid) || revocations.isTokenDead(await tokenHash(token));
        return isDead ? { valid: false, reason: "revoked" } : { valid: true, claims };
      }
      const answer = await ask(token);
      return answer.valid === true ? { valid: true, claims } : { valid: false, reason: answer.reason };
    },

    /** Whether `verify` answers without asking. */
    isOffline: revocations.isCurrent,
    /** Lets go of the connection. */
    stop: revocations.stop,
  };
}
