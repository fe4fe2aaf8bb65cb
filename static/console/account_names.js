/** Far below what one address may ask for in a minute. */
const ASKED_A_MINUTE_MAX = 120;
const MINUTE_MS = 60_000;

/** @type {((id: number) => Promise<string | null>) | null} */
let find = null;

/**
 * Ids become names where they are shown: asked for once each, and never so often that the operator's own address is slowed.
 *
 * @param {import("./api.js").AdminApi} api
 */
export function useAccountNames(api) {
  /** @type {Map<number, Promise<string | null>>} */
  const known = new Map();
  /** @type {number[]} */
  let asked = [];
  find = (id) => {
    const there = known.get(id);
    if (there !== undefined) return there;
    const now = Date.now();
    asked = asked.filter((at) => now - at < MINUTE_MS);
    if (asked.length >= ASKED_A_MINUTE_MAX) return Promise.resolve(null);
    asked.push(now);
    const name = api.get(`/accounts/${id}`).then(({ username }) => String(username), () => null);
    known.set(id, name);
    return name;
  };
}

/** Puts the account's name before its id once it is known. @param {HTMLElement} element @param {number} id */
export function nameAccount(element, id) {
  void find?.(id).then((name) => {
    if (name === null) return;
    element.title = `account_${id}`;
    element.textContent = name;
  });
  return element;
}
