// @ts-check
/** @import { TokenShelf } from "../client.d.ts" */

/**
 * A shelf that never throws: private windows, full disks and blocked site data make each call of a Storage fail.
 *
 * @param {TokenShelf} shelf
 */
export function guardShelf(shelf) {
  return {
    /** @param {string} key @returns {string | null} */
    read(key) {
      try {
        return shelf.getItem(key);
      } catch {
        return null;
      }
    },
    /** @param {string} key @param {string} value @returns {boolean} whether it lies there now */
    write(key, value) {
      try {
        shelf.setItem(key, value);
        return shelf.getItem(key) === value;
      } catch {
        return false;
      }
    },
    /** @param {string} key @returns {boolean} whether it is away */
    remove(key) {
      try {
        shelf.removeItem(key);
        return shelf.getItem(key) === null;
      } catch {
        return false;
      }
    },
  };
}

/** @returns {TokenShelf} */
export function createMemoryShelf() {
  /** @type {Map<string, string>} */
  const items = new Map();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}
