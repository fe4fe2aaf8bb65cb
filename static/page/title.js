/** The name of the place, as `brand.js` learns it. */
let place = document.title;

/** @param {string} name */
export function setPlaceName(name) {
  place = name;
  document.title = name;
}

/** Says where in the place one is. @param {string} where */
export function setTitle(where) {
  document.title = where === "" ? place : `${where} · ${place}`;
}
