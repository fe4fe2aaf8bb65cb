/** The steps of the arch, through which a player comes in. */
import { byId, find } from "./elements.js";
import { setTitle } from "./title.js";

/**
 * The arch shows one step at a time, and the focus goes to its beginning.
 *
 * @param {string} id of the step
 */
export function showStep(id) {
  const step = showOnly(id);
  const heading = find(step, "[data-heading]", HTMLElement);
  setTitle(heading.textContent ?? "");
  const field = step.querySelector("input:not([type=checkbox]):not([type=hidden])");
  // A phone would cover half the page with its keyboard.
  const target = field instanceof HTMLElement && matchMedia("(pointer: fine)").matches ? field : heading;
  target.focus();
}

/** @param {string} text @param {{ canRetry?: boolean }} [how] */
export function showWaiting(text, { canRetry = false } = {}) {
  showOnly("splash");
  byId("splash-text", HTMLElement).textContent = text;
  byId("splash-retry", HTMLButtonElement).hidden = !canRetry;
}

/** @param {string} id */
function showOnly(id) {
  const step = byId(id, HTMLElement);
  for (const other of document.querySelectorAll(".arch .step")) {
    if (other instanceof HTMLElement) other.hidden = other !== step;
  }
  byId("doorway", HTMLElement).hidden = false;
  return step;
}
