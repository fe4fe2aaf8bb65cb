// @ts-check

/**
 * Named events with one payload each.
 *
 * @template {object} Events
 */
export function createEvents() {
  /** @type {Map<keyof Events, Set<(event: never) => void>>} */
  const listeners = new Map();
  return {
    /**
     * @template {keyof Events} Name
     * @param {Name} name
     * @param {(event: Events[Name]) => void} listener
     */
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => {
        set.delete(listener);
      };
    },
    /**
     * @template {keyof Events} Name
     * @param {Name} name
     * @param {Events[Name]} event
     */
    emit(name, event) {
      for (const listener of [...listeners.get(name) ?? []]) {
        try {
          /** @type {(event: Events[Name]) => void} */ (listener)(event);
        } catch (error) {
          // The page's own mistake: it must come to light, and must not break the connection.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
  };
}
