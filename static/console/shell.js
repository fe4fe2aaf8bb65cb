/** @import { Row } from "./api.js" */
import { button, h, link } from "./h.js";
import { t } from "./texts.js";

/** The rooms, each with the permission that opens it. @type {readonly (readonly [string, string])[]} */
export const ROOMS = [
  ["", "overview.read"],
  ["why", "diagnosis.read"],
  ["accounts", "accounts.read"],
  ["trail", "trail.read"],
  ["bans", "bans.read"],
  ["servers", "servers.read"],
  ["games", "games.read"],
  ["audit", "audit.read"],
  ["operators", "accounts.read"],
  ["system", "system.read"],
];

/**
 * What stands around every page: the rooms, the search, who operates.
 *
 * @param {HTMLElement} place
 * @param {{ me: Row, may: (permission: string) => boolean, leave: () => void, addPasskey: () => void }} parts
 */
export function createShell(place, { me, may, leave, addPasskey }) {
  const search = h("input", {
    type: "search",
    id: "search",
    name: "search",
    placeholder: t("search.hint"),
    autocomplete: "off",
    spellcheck: "false",
    "aria-keyshortcuts": "/",
    "aria-label": t("search"),
  });
  const finder = h(
    "form",
    { class: "finder", role: "search", "aria-label": t("search") },
    search,
    h("kbd", { "aria-hidden": "true" }, "/"),
  );
  finder.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    location.hash = `#/accounts?search=${encodeURIComponent(search.value.trim())}`;
    search.blur();
  });
  const rooms = ROOMS.filter(([, permission]) => may(permission));
  const nav = h(
    "nav",
    { id: "rooms", "aria-label": t("rooms") },
    rooms.map(([name]) => h("a", { href: `#/${name}`, "data-room": name }, t(`room.${name || "overview"}`))),
    h(
      "div",
      { class: "who" },
      h("p", {}, me.account ? link(`#/accounts/${me.account}`, me.username ?? me.actor) : me.actor),
      h("p", { class: "hint" }, t(`role.${me.role}`)),
      button(t("add_passkey"), addPasskey, "quiet"),
      button(t("sign_out"), leave, "quiet"),
    ),
  );
  /** @param {boolean} open */
  const showRooms = (open) => {
    menu.ariaExpanded = String(open);
    nav.classList.toggle("open", open);
  };
  const menu = button(t("menu"), () => showRooms(menu.ariaExpanded !== "true"), "menu");
  menu.setAttribute("aria-controls", "rooms");
  menu.ariaExpanded = "false";
  for (const element of [menu, nav]) {
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || menu.ariaExpanded !== "true") return;
      event.preventDefault();
      showRooms(false);
      menu.focus();
    });
  }
  const receipts = h("div", { class: "receipts", role: "status" });
  const main = h("main", { id: "main", tabindex: -1 });
  place.replaceChildren(
    h(
      "a",
      {
        class: "skip",
        href: "#main",
        on: { click: (/** @type {Event} */ event) => (event.preventDefault(), main.focus()) },
      },
      t("skip"),
    ),
    h(
      "header",
      { class: "top" },
      h(
        "a",
        { class: "brand", href: "#/" },
        h("span", { "data-brand-name": true }, "Gatehouse"),
        h("span", { class: "hint" }, t("console")),
      ),
      finder,
      menu,
    ),
    nav,
    h("div", { class: "room" }, receipts, main),
  );
  return {
    main,
    receipts,
    search,
    /** @param {string} name the place's own */
    name: (name) => place.querySelector("[data-brand-name]")?.replaceChildren(name),
    /** @param {string} room */
    mark(room) {
      for (const link of nav.querySelectorAll("[data-room]")) {
        link.ariaCurrent = link.getAttribute("data-room") === room ? "page" : null;
      }
      showRooms(false);
    },
  };
}
