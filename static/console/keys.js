/** What the keyboard does in the console. */
import { moveInList } from "./list.js";

/**
 * The keyboard, wherever one is: `/` to the search, j, k and the arrows in lists, Esc back.
 *
 * @param {() => HTMLInputElement | null} search
 */
export function listenToKeys(search) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]") !== null) return;
    const field = document.activeElement;
    const isTyping = field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement ||
      (field instanceof HTMLInputElement && field.type !== "checkbox");
    if (event.key === "Escape") {
      if (isTyping && field instanceof HTMLElement) return field.blur();
      if (location.hash.length > 2) history.back();
      return;
    }
    if (isTyping) return;
    if (event.key === "/" && search() !== null) {
      event.preventDefault();
      search()?.focus();
      search()?.select();
    } else if (moveInList(event)) event.preventDefault();
  });
}
