// @ts-check
import { GatehouseError, isTokenRefused } from "./errors.js";

/**
 * The kept token, and the calls that need it.
 *
 * @param {{
 *   call: ReturnType<typeof import("./http.js").createHttp>,
 *   tokens: ReturnType<typeof import("./token_store.js").createTokenStore>,
 * }} parts
 */
export function createSession({ call, tokens }) {
  /** @type {Promise<void> | null} */
  let refreshing = null;

  /** @param {string} path @param {{ method?: string, body?: object }} [options] */
  async function signedCall(path, options = {}) {
    const token = requireToken();
    try {
      return await call(path, { ...options, token });
    } catch (error) {
      if (!isTokenRefused(error)) throw error;
      await refreshing?.catch(() => {});
      const newer = tokens.read();
      // This page or another tab refreshed while the call was under way: the call itself did nothing yet.
      if (newer !== null && newer !== token) return await call(path, { ...options, token: newer });
      tokens.forget(token);
      throw error;
    }
  }

  async function takeFreshToken() {
    const token = requireToken();
    try {
      const { token: fresh } = await call("api/auth/refresh", { method: "POST", token });
      // Somebody may have signed in anew, or out, in the meantime.
      if (tokens.read() === token) tokens.replace(String(fresh));
    } catch (error) {
      if (!isTokenRefused(error)) throw error;
      const newer = tokens.read();
      if (newer !== null && newer !== token) return;
      tokens.forget(token);
      throw error;
    }
  }

  function requireToken() {
    const token = tokens.read();
    if (token === null) throw new GatehouseError("signed_out", "Nobody is signed in");
    return token;
  }

  return {
    signedCall,

    /** Calls at the same time share one refresh: a second would be refused with the first one's old token. */
    refresh() {
      refreshing ??= takeFreshToken().finally(() => {
        refreshing = null;
      });
      return refreshing;
    },

    /** Ends the session on the server, and here in any case. @param {string} path */
    async end(path) {
      const token = requireToken();
      try {
        await call(path, { method: "POST", token });
      } catch (error) {
        // A token that is dead already is what was asked for.
        if (!isTokenRefused(error)) throw error;
      } finally {
        tokens.forget(token);
      }
    },
  };
}
