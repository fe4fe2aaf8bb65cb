/** Gatehouse's public keys: fetched once, and again when a token names a key that is not among them. */

/** Anybody can make up the name of a key, so the server is asked no more often than this. */
const PAUSE_MS = 5_000;

/**
 * @param {{ baseUrl: string, fetch: typeof fetch, now: () => number }} parts
 * @returns a function that gives the key of that name, or null where there is none; it throws when Gatehouse cannot be
 * asked
 */
export function createKeys({ baseUrl, fetch, now }) {
  /** @type {Map<string, CryptoKey>} */
  let keys = new Map();
  let fetchedAtMs = -Infinity;
  /** @type {Promise<void> | null} */
  let fetching = null;

  const refresh = async () => {
    fetchedAtMs = now();
    const response = await fetch(`${baseUrl}/.well-known/jwks.json`, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new Error(`Could not fetch the public keys: status ${response.status}`);
    const { keys: jwks } = await response.json();
    const next = new Map();
    for (const { kty, crv, x, kid } of jwks) {
      if (kty !== "OKP" || crv !== "Ed25519") continue;
      next.set(kid, await crypto.subtle.importKey("jwk", { kty, crv, x }, "Ed25519", false, ["verify"]));
    }
    keys = next; // a key that is gone is believed no more
  };

  /** @param {string} keyId */
  return async (keyId) => {
    const known = keys.get(keyId);
    if (known !== undefined) return known;
    if (fetching === null && now() - fetchedAtMs >= PAUSE_MS) {
      fetching = refresh().finally(() => {
        fetching = null;
      });
    }
    await fetching;
    return keys.get(keyId) ?? null;
  };
}
