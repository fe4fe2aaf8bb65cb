/**
 * The element of index.html with this id; a page without it is broken.
 *
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  return expectType(document.getElementById(id), type, `#${id}`);
}

/**
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function find(root, selector, type) {
  return expectType(root.querySelector(selector), type, selector);
}

/** A copy of the one element in a template. @param {string} templateId */
export function copyOf(templateId) {
  const { content } = byId(templateId, HTMLTemplateElement);
  return expectType(document.importNode(content, true).firstElementChild, Element, `#${templateId} > *`);
}

/**
 * A new element with text, never markup: names and messages come from strangers.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [text]
 */
export function textElement(tag, text = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

/** Shows a message, or hides the element for an empty one. @param {HTMLElement} element @param {string} text */
export function showText(element, text) {
  element.textContent = text;
  element.hidden = text === "";
}

/**
 * @template {Element} T
 * @param {Element | null} element @param {new () => T} type @param {string} what
 * @returns {T}
 */
function expectType(element, type, what) {
  if (!(element instanceof type)) throw new Error(`Could not find ${what} in the page`);
  return element;
}
