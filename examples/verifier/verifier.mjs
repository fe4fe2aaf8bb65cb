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

/** Gatehouse does not answer, or says that it cannot. */
class Unreachable extends Error {}

/**
 * @param {object} options
 * @param {string} options.baseUrl where Gatehouse is, without a slash at the end
 * @param {string} options.gameId this server's game
 * @param {string} options.serverId this server, as Gatehouse's operators named it
 * @param {string} [options.serverKey] sent with questions, where `auth.revalidateRequiresServerKey` is set
 * @param {string} [options.issuer] Gatehouse's `auth.issuer`
 * @param {number} [options.graceMs] for how long after the last news a signed token is believed while Gatehouse does not
 * answer, milliseconds; 0 unless told, which lets nobody in whom it cannot be asked about
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
  graceMs = 0,
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
    }).catch((cause) => {
      throw new Unreachable(`Could not ask Gatehouse about a token: ${cause.message}`, { cause });
    });
    if (response.ok) return await response.json();
    // What is refused is not an outage: a wrong key of ours must not open the door.
    const error = response.status >= 500 ? Unreachable : Error;
    throw new error(`Could not ask Gatehouse about a token: status ${response.status}`);
  };

  return {
    /**
     * Whether a player may come in with the token. Beyond `graceMs` never a guess: it throws when Gatehouse would have to
     * be asked, and does not answer.
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
      const hash = await tokenHash(token);
      // What is dead stays dead, however old the news is.
      if (revocations.isFamilyDead(claims.sid) || revocations.isTokenDead(hash)) {
        return { valid: false, reason: "revoked" };
      }
      if (revocations.isCurrent()) return { valid: true, claims };
      const answer = await ask(token).catch((error) => {
        if (error instanceof Unreachable && revocations.silentMs() <= graceMs) return { valid: true };
        throw error;
      });
      return answer.valid === true ? { valid: true, claims } : { valid: false, reason: answer.reason };
    },

    /** Whether `verify` answers without asking. */
    isOffline: revocations.isCurrent,
    /** Lets go of the connection. */
    stop: revocations.stop,
  };
}
