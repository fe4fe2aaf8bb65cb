/** Tabs that the keyboard reaches. */
import { byId } from "./elements.js";

/**
 * Tabs by the pattern of the ARIA Authoring Practices: one stop for the Tab key, arrows between them.
 *
 * @param {HTMLButtonElement[]} tabs each with `aria-controls`
 */
export function setUpTabs(tabs) {
  /** @param {number} chosen */
  function choose(chosen) {
    tabs.forEach((tab, at) => {
      tab.ariaSelected = String(at === chosen);
      tab.tabIndex = at === chosen ? 0 : -1;
      byId(tab.getAttribute("aria-controls") ?? "", HTMLElement).hidden = at !== chosen;
    });
  }

  tabs.forEach((tab, at) => {
    tab.addEventListener("click", () => choose(at));
    tab.addEventListener("keydown", (event) => {
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (step === 0) return;
      const next = (at + step + tabs.length) % tabs.length;
      choose(next);
      tabs[next]?.focus();
    });
  });
  return { choose };
}
