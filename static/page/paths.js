/**
 * A path of this place from where the page lies: behind a proxy that may be under a path of its own.
 *
 * @param {string} path such as `/games/my_game/icon.png`
 * @returns {URL | null} null for what leads elsewhere
 */
export function placeUrl(path) {
  const url = URL.parse(path.replace(/^\/+/, ""), document.baseURI);
  return url?.origin === location.origin && url.protocol.startsWith("http") ? url : null;
}
