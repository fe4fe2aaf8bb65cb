/**
 * Swagger UI's own page lacks names for some of its parts, leaves out levels between its headings, and puts links into
 * buttons. What it draws is mended as it is drawn.
 *
 * @type {readonly (readonly [selector: string, mend: (element: Element) => void])[]}
 */
const MENDS = [
  ["#servers", named(() => "Server")],
  [".information-container", region("About")],
  [".scheme-container", region("Servers")],
  ["h3.opblock-tag, .models h4", level("2")],
  [".opblock h4, .opblock h5", level("3")],
  [".modal-ux-header h3", level("2")],
  [".modal-ux h4", level("3")],
  [".close-modal", named(() => "Close")],
  [".modal-btn[aria-label]", (button) => button.removeAttribute("aria-label")],
  // The button around it opens the call; the address follows it.
  ["button a[href]", (link) => link.removeAttribute("href")],
  ["table[role=region]", (table) => table.removeAttribute("role")],
  ["pre.microlight:not([tabindex])", (code) => code.setAttribute("tabindex", "0")],
  ["[data-param-name] :is(select, input, textarea)", named(nameOfParameter)],
  [".body-param textarea", named(() => "Request body")],
];

/** @param {Element} place */
export function watch(place) {
  new MutationObserver(() => mend(place)).observe(place, { childList: true, subtree: true });
}

/** @param {Element} place */
function mend(place) {
  for (const [selector, act] of MENDS) place.querySelectorAll(selector).forEach(act);
}

/** @param {(element: Element) => string} nameOf @returns {(element: Element) => void} */
function named(nameOf) {
  return (element) => element.setAttribute("aria-label", nameOf(element));
}

/** @param {string} name @returns {(element: Element) => void} */
function region(name) {
  return (element) => {
    element.setAttribute("role", "region");
    element.setAttribute("aria-label", name);
  };
}

/** @param {string} number @returns {(element: Element) => void} */
function level(number) {
  return (element) => element.setAttribute("aria-level", number);
}

/** @param {Element} field */
function nameOfParameter(field) {
  return field.closest("[data-param-name]")?.getAttribute("data-param-name") ?? "";
}
