/** Which view is shown: by the part of the address behind #. */
import { byId } from "./elements.js";
import { say } from "./texts.js";
import { setTitle } from "./title.js";

/** The views behind the sign-in, by the part of the address behind "#". */
const VIEWS = { play: "lobby", account: "account" };

/**
 * Shows the view that the address names, so that the back button works.
 *
 * @param {Partial<Record<keyof typeof VIEWS, () => void>>} opened what a view does when it is shown
 */
export function startRoutes(opened) {
  function show() {
    const [, path = "", section = ""] = /^#([a-z]*)(?:\/([a-z]+))?/.exec(location.hash) ?? [];
    const route = path === "account" ? "account" : "play";
    for (const id of Object.values(VIEWS)) byId(id, HTMLElement).hidden = id !== VIEWS[route];
    for (const link of document.querySelectorAll("[data-route]")) {
      link.ariaCurrent = link.getAttribute("data-route") === route ? "page" : null;
    }
    opened[route]?.();
    setTitle(say(route === "account" ? "page.yourAccount" : "page.play"));
    const heading = document.getElementById(`${section}-title`);
    if (route === "account" && heading !== null) {
      heading.focus({ preventScroll: true });
      return heading.scrollIntoView({ block: "start" });
    }
    scrollTo(0, 0);
    byId(`${VIEWS[route]}-title`, HTMLElement).focus({ preventScroll: true });
  }

  addEventListener("hashchange", () => {
    if (!byId("hall", HTMLElement).hidden) show();
  });
  return {
    show,
    /** The next player begins at the beginning. */
    reset: () => history.replaceState(null, "", location.pathname + location.search),
  };
}
