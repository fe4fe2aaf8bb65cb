// @ts-check
/** @import { TokenShelf, TokenStorage } from "../client.d.ts" */

/** The name that every page of this origin shares. */
export const TOKEN_KEY = "game_token";

/**
 * Keeps the one token: on the local shelf for "remember me", otherwise on the session's.
 *
 * @param {TokenStorage} storage
 */
export function createTokenStore({ local, session }) {
  const read = () => session.getItem(TOKEN_KEY) ?? local.getItem(TOKEN_KEY);
  return {
    read,
    /** @param {string} token @param {boolean} remember */
    write(token, remember) {
      session.removeItem(TOKEN_KEY);
      local.removeItem(TOKEN_KEY);
      (remember ? local : session).setItem(TOKEN_KEY, token);
    },
    /** Puts a refreshed token where the old one lay. @param {string} token */
    replace(token) {
      (session.getItem(TOKEN_KEY) === null ? local : session).setItem(TOKEN_KEY, token);
    },
    /** Only this token: another tab may have signed in anew. @param {string} token */
    forget(token) {
      for (const shelf of [session, local]) {
        if (shelf.getItem(TOKEN_KEY) === token) shelf.removeItem(TOKEN_KEY);
      }
    },
  };
}

/**
 * The browser's own storage. Elsewhere, and where the browser forbids it, memory: Deno's `localStorage` would write a
 * bot's token to disk.
 *
 * @returns {TokenStorage}
 */
export function defaultStorage() {
  try {
    if ("document" in globalThis) return { local: globalThis.localStorage, session: globalThis.sessionStorage };
  } catch {
    // Reading the property throws where site data is blocked.
  }
  return { local: createMemoryShelf(), session: createMemoryShelf() };
}

/** @returns {TokenShelf} */
function createMemoryShelf() {
  /** @type {Map<string, string>} */
  const items = new Map();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}
