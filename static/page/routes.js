import { byId } from "./elements.js";

/** The views behind the sign-in, by the part of the address behind "#". */
const VIEWS = { play: "lobby", account: "account" };

/**
 * Shows the view that the address names, so that the back button works.
 *
 * @param {Partial<Record<keyof typeof VIEWS, () => void>>} opened what a view does when it is shown
 */
export function startRoutes(opened) {
  function show() {
    const route = location.hash === "#account" ? "account" : "play";
    for (const id of Object.values(VIEWS)) byId(id, HTMLElement).hidden = id !== VIEWS[route];
    for (const link of document.querySelectorAll("[data-route]")) {
      link.ariaCurrent = link.getAttribute("data-route") === route ? "page" : null;
    }
    opened[route]?.();
    scrollTo(0, 0);
    byId(`${VIEWS[route]}-title`, HTMLElement).focus({ preventScroll: true });
  }

  addEventListener("hashchange", () => {
    if (!byId("hall", HTMLElement).hidden) show();
  });
  return {
    show,
    /** The next player begins at the beginning. */
    reset: () => history.replaceState(null, "", location.pathname),
  };
}
