/**
 * @typedef {Node | string | number | null | undefined | false | readonly (Node | string | null)[]} Child
 */

/**
 * A new element: properties, listeners under `on`, and children. Text stays text: names and messages come from strangers.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [properties] attributes by name; `true` for an empty one, null or false for none
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listen] of Object.entries(/** @type {Record<string, EventListener>} */ (value))) {
        element.addEventListener(event, listen);
      }
    } else element.setAttribute(name, value === true ? "" : String(value));
  }
  add(element, children);
  return element;
}

/** A part of the page with its heading. @param {string} title @param {...Child} children */
export function section(title, ...children) {
  return h("section", { class: "card", "aria-label": title }, h("h2", {}, title), ...children);
}

/** A section that needs the page's width. @param {string} title @param {...Child} children */
export function spread(title, ...children) {
  const element = section(title, ...children);
  element.classList.add("spread");
  return element;
}

/** A section that is long, or the last: alone in its row on a wide screen as well. @param {HTMLElement} section */
export function whole(section) {
  section.classList.add("whole");
  return section;
}

/** Names and values, those without a value left out. @param {readonly (readonly [string, Child])[]} pairs */
export function facts(pairs) {
  const rows = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false);
  return h("dl", { class: "facts" }, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/** @param {string} text @param {() => void} act @param {string} [kind] */
export function button(text, act, kind = "") {
  return h("button", { type: "button", class: kind, on: { click: act } }, text);
}

/** @param {string} href @param {Child} text */
export function link(href, text) {
  return h("a", { href }, text);
}

/** A short word that says a state, not by its colour alone. @param {string} text @param {"good" | "bad" | "wait" | ""} [kind] */
export function badge(text, kind = "") {
  return h("span", { class: `badge ${kind}` }, text);
}

/** @param {Element} element @param {readonly Child[]} children */
function add(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) add(element, child);
    else if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
}
