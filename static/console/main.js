/** @import { Context, Page } from "./context.js" */
import { GatehouseError } from "../client/errors.js";
import { useAccountNames } from "./account_names.js";
import { createApi, queryText } from "./api.js";
import { explain, failureNote } from "./failures.js";
import { button, h } from "./h.js";
import { createInvitation } from "./invitation.js";
import { listenToKeys } from "./keys.js";
import { PAGES } from "./pages.js";
import { addPasskey } from "./passkey.js";
import { askProof } from "./proof.js";
import { applyPlace } from "./place.js";
import { useGames } from "./place_names.js";
import { parseRoute } from "./router.js";
import { createShell, ROOMS } from "./shell.js";
import { showClosed, showSignIn } from "./sign_in.js";
import { language, t } from "./texts.js";

const REFRESH_MS = 30 * 60 * 1_000;

const place = /** @type {HTMLElement} */ (document.getElementById("console"));
const api = createApi({ askProof: (methods) => askProof(api, methods), signedOut: () => door(t("error.signed_out")) });
const invitation = createInvitation(api);
/** @type {ReturnType<typeof createShell> | null} */
let shell = null;
/** @type {Record<string, any>} */
let me = {};
let placeName = "Gatehouse";
let hasMail = true;
let page = new AbortController();

/** @param {string} permission */
const may = (permission) => me.permissions.includes(permission);

/** Straight in with a session that holds and a role; a link of an invitation first. */
async function start() {
  invitation.take();
  if (!api.isSignedIn()) return door();
  try {
    if (invitation.isHeld()) {
      const role = await invitation.redeem();
      await enter();
      if (shell !== null) showWelcome(role);
      return;
    }
    await enter();
  } catch (error) {
    refused(error);
  }
}

async function enter() {
  me = await api.admin.get("/me");
  useAccountNames(api.admin);
  await useGames(api.admin);
  shell = createShell(place, { me, may, leave, addPasskey: () => void addPasskey(api) });
  shell.name(placeName);
  show();
}

/** @param {unknown} error */
function refused(error) {
  const code = error instanceof GatehouseError ? error.code : "";
  if (code === "cancelled") return;
  const again = button(t("try_again"), () => void start(), "primary");
  const other = button(t("sign_in.other"), leave);
  if (code === "invalid_link") return showClosed(place, t("invite.dead"), t("invite.dead_why"), [again, other]);
  if (!api.isSignedIn()) return door(explain(error));
  if (code === "invalid_token") return showClosed(place, t("no_role"), t("no_role_why"), [other, again]);
  if (code === "forbidden") {
    return showClosed(place, t("needs_factor"), t("needs_factor_why"), [
      button(t("add_passkey"), () => void addPasskey(api), "primary"),
      other,
    ]);
  }
  showClosed(place, t("not_now"), explain(error), [again, other]);
}

/** @param {string} [notice] */
function door(notice = "") {
  page.abort();
  shell = null;
  showSignIn(place, { api, notice, invited: invitation.isHeld(), entered: start });
}

function leave() {
  void api.logOut().catch(() => {}).finally(() => door());
}

/** @param {string} role */
function showWelcome(role) {
  if (shell === null) return;
  const first = "PublicKeyCredential" in globalThis
    ? button(t("add_passkey"), () => void addPasskey(api), "primary")
    : null;
  shell.receipts.replaceChildren(
    h(
      "div",
      { class: "welcome" },
      h("h2", {}, t("welcome", { role: t(`role.${role}`) })),
      h("p", {}, t("welcome_why")),
      h(
        "div",
        { class: "row" },
        first,
        h("a", { class: "button", href: "#/why" }, t("room.why")),
        button(t("close"), () => shell?.receipts.replaceChildren(), "quiet"),
      ),
    ),
  );
}

/** The page that the address names. */
function show() {
  if (invitation.take()) return void start();
  if (shell === null) return;
  const { name, id, query } = parseRoute(location.hash);
  const room = name === "account" ? "accounts" : name;
  const permission = ROOMS.find(([known]) => known === room)?.[1];
  shell.mark(room);
  page.abort();
  page = new AbortController();
  const found = /** @type {Record<string, Page>} */ (PAGES)[name];
  const main = shell.main;
  const title = ROOMS.some(([known]) => known === room) ? t(`room.${room || "overview"}`) : t("no_page");
  document.title = `${title} · ${placeName}`;
  if (found === undefined || permission === undefined) {
    return main.replaceChildren(h("h1", {}, t("no_page")), h("p", { class: "empty" }, t("no_page_why")));
  }
  if (!may(permission)) {
    return main.replaceChildren(
      h("h1", {}, title),
      h("p", { class: "empty" }, t("error.forbidden")),
    );
  }
  const place = h("div", { class: `page page-${name || "overview"}` });
  /** @type {Context} */
  const context = {
    api: api.admin,
    me,
    may,
    hasMail,
    receipts: shell.receipts,
    signal: page.signal,
    query,
    id,
    again: show,
    setQuery: (query) => history.replaceState(null, "", `#/${room}${id ? `/${id}` : ""}${queryText(query)}`),
  };
  main.replaceChildren(place);
  // Whoever opened a row by the keyboard goes on from here, not from the top of the whole page.
  if (document.activeElement === document.body) main.focus({ preventScroll: true });
  scrollTo(0, 0);
  place.append(h("p", { class: "empty late" }, t("loading")));
  void Promise.resolve(found(context, place)).catch((error) => {
    if (!context.signal.aborted) place.replaceChildren(h("h1", {}, title), failureNote(error, show));
  }).finally(() => place.querySelector(":scope > .late")?.remove());
}

document.documentElement.lang = language;
addEventListener("hashchange", () => {
  // What was done is said until one goes elsewhere.
  if (shell?.receipts.querySelector(".welcome") === null) shell.receipts.replaceChildren();
  show();
});
listenToKeys(() => shell?.search ?? null);
setInterval(() => {
  if (shell !== null) void api.refresh().catch(() => {});
}, REFRESH_MS);
({ name: placeName, hasMail } = await applyPlace());
document.title = `${placeName} · ${t("console")}`;
await start();
