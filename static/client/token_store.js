// @ts-check
/** @import { TokenShelf, TokenStorage } from "../client.d.ts" */
import { createMemoryShelf, guardShelf } from "./shelves.js";

/** The name that every page of this origin shares. */
export const TOKEN_KEY = "game_token";

/**
 * Keeps the one token: on the local shelf for "remember me", otherwise on the session's. A token that no shelf takes is
 * held by this page alone, for as long as it is open; what the shelves held before stays where it is.
 *
 * @param {TokenStorage} storage
 */
export function createTokenStore(storage) {
  const local = guardShelf(storage.local);
  const session = guardShelf(storage.session);
  /**
   * Undefined while the shelves say who is signed in; null after a held token was forgotten.
   *
   * @type {string | null | undefined}
   */
  let held;

  const read = () => held === undefined ? session.read(TOKEN_KEY) ?? local.read(TOKEN_KEY) : held;
  return {
    read,
    /** @param {string} token @param {boolean} remember */
    write(token, remember) {
      const [shelf, other] = remember ? [local, session] : [session, local];
      // The new one first: where there is no room for it, the older one is not lost.
      held = shelf.write(TOKEN_KEY, token) && other.remove(TOKEN_KEY) ? undefined : token;
    },
    /** Puts a refreshed token where the old one lay. @param {string} token */
    replace(token) {
      const shelf = session.read(TOKEN_KEY) === null ? local : session;
      held = held === undefined && shelf.write(TOKEN_KEY, token) ? undefined : token;
    },
    /** Only this token: another tab may have signed in anew. @param {string} token */
    forget(token) {
      if (held === token) held = null;
      for (const shelf of [session, local]) {
        if (shelf.read(TOKEN_KEY) === token) shelf.remove(TOKEN_KEY);
      }
    },
  };
}

/**
 * The browser's own storage, and memory where there is none: Deno's `localStorage` would write a bot's token to disk, an
 * Android WebView may have null, and reading the property throws where site data is blocked.
 *
 * @returns {TokenStorage}
 */
export function defaultStorage() {
  return {
    local: shelfOf(() => globalThis.localStorage),
    session: shelfOf(() => globalThis.sessionStorage),
  };
}

/** @param {() => Storage | null} open @returns {TokenShelf} */
function shelfOf(open) {
  try {
    if ("document" in globalThis) return open() ?? createMemoryShelf();
  } catch {
    // Forbidden.
  }
  return createMemoryShelf();
}
