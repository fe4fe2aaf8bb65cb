import { byId, find } from "./elements.js";
import { setTitle } from "./title.js";

/**
 * The arch shows one step at a time, and the focus goes to its beginning.
 *
 * @param {string} id of the step
 */
export function showStep(id) {
  const step = byId(id, HTMLElement);
  for (const other of document.querySelectorAll(".arch .step")) {
    if (other instanceof HTMLElement) other.hidden = other !== step;
  }
  byId("splash", HTMLElement).hidden = true;
  byId("doorway", HTMLElement).hidden = false;
  const heading = find(step, "[data-heading]", HTMLElement);
  setTitle(heading.textContent ?? "");
  const field = step.querySelector("input:not([type=checkbox]):not([type=hidden])");
  // A phone would cover half the page with its keyboard.
  const target = field instanceof HTMLElement && matchMedia("(pointer: fine)").matches ? field : heading;
  target.focus();
}
