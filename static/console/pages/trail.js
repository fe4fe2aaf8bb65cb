/** @import { Page } from "../context.js" */
/** @import { Row } from "../api.js" */
import { ruleName } from "../doors.js";
import { explain, isOutOfReach } from "../failures.js";
import { choices, createFilters } from "../filters.js";
import { button, h } from "../h.js";
import { createList } from "../list.js";
import { doorName, doors } from "../names.js";
import { count, t } from "../texts.js";
import { TRAIL_COLUMNS } from "../trail_rows.js";

const RULES = [
  "line.cap",
  "client.version",
  "address.ban",
  "address.attempts",
  "mac.ban",
  "account.known",
  "account.attempts",
  "account.guest",
  "door.secret",
  "password",
  "second.factor",
  "door.access",
  "account.status",
  "token",
  "realm.online",
  "hook",
  "server",
];
const WAITING_MAX = 500;
const AGAIN_MS = 3_000;

/** Attempts at every door, live or paged. @type {Page} */
export function showTrail(context, place) {
  const { api, signal } = context;
  const { form, values } = createFilters(context, [
    { name: "name", label: t("accounts.name") },
    { name: "account", label: t("trail.account"), inputmode: "numeric" },
    { name: "address", label: t("trail.address") },
    { name: "mac", label: t("trail.mac") },
    { name: "door", label: t("accounts.door"), options: choices(t("any"), doors(), doorName) },
    {
      name: "result",
      label: t("trail.result"),
      options: choices(t("any"), ["succeeded", "failed", "refused"], (result) => t(`result.${result}`)),
    },
    { name: "rule", label: t("trail.rule"), options: choices(t("any"), RULES, ruleName) },
    { name: "from", label: t("from"), type: "datetime-local" },
    { name: "to", label: t("to"), type: "datetime-local" },
  ], (query) => {
    list.reload(query);
    if (listening !== null) listen();
  });
  const list = createList(context, {
    label: t("room.trail"),
    path: "/trail",
    query: values(),
    empty: (query) => t(Object.keys(query).length === 0 ? "trail.empty" : "trail.none"),
    csv: "trail",
    columns: TRAIL_COLUMNS,
    href: (row) => row.account ? `#/accounts/${row.account}` : null,
  });

  /** @type {AbortController | null} */
  let listening = null;
  /** @type {Row[]} */
  let waiting = [];
  const live = button(t("trail.live"), () => listening === null ? listen() : stop(), "toggle");
  live.ariaPressed = "false";
  const said = h("span", { class: "hint", role: "status" });
  const come = button("", () => {
    list.prepend(waiting);
    waiting = [];
    come.textContent = t("trail.nothing_new");
    come.hidden = listening === null;
    come.classList.remove("some");
    scrollTo({ top: 0 });
  }, "come");
  come.textContent = t("trail.nothing_new");
  come.hidden = true;

  function listen() {
    listening?.abort();
    const mine = listening = new AbortController();
    live.ariaPressed = "true";
    come.hidden = false;
    const { from: _from, to: _to, ...query } = values();
    const again = () => setTimeout(() => listening === mine && !signal.aborted && listen(), AGAIN_MS);
    const opened = () => said.textContent = t("trail.listening");
    void api.listen("/trail/live", query, AbortSignal.any([mine.signal, signal]), { opened, heard }).then(
      again,
      (error) => {
        if (mine.signal.aborted || signal.aborted) return;
        if (isOutOfReach(error)) {
          said.textContent = t("trail.waiting");
          return again();
        }
        stop();
        said.textContent = explain(error);
      },
    );
  }

  function stop() {
    listening?.abort();
    listening = null;
    live.ariaPressed = "false";
    come.hidden = waiting.length === 0;
    said.textContent = "";
  }

  /** Rows that come in wait above the list until they are asked for, so that nothing jumps. @param {Row} row */
  function heard(row) {
    waiting = [row, ...waiting].slice(0, WAITING_MAX);
    come.textContent = count("trail.new", waiting.length);
    come.classList.add("some");
  }

  place.append(h("div", { class: "title" }, h("h1", {}, t("room.trail")), live, come, said), form, list.element);
}
