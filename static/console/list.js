/** @import { Context } from "./context.js" */
/** @import { Query, Row } from "./api.js" */
import { failureNote, isMissing } from "./failures.js";
import { button, h } from "./h.js";
import { count, t } from "./texts.js";

const PAGE_ROWS = 50;
/** The key of a row that an act has just made. @type {string | null} */
let made = null;
/** More rows than this never stand in a page. */
export const ROWS_MAX = 500;

/**
 * @typedef {{ label: string, cell: (row: Row) => import("./h.js").Child, kind?: string }} Column
 * @typedef {{
 *   path: string, query?: Query, columns: readonly Column[], empty: string | ((query: Query) => string), label: string,
 *   href?: (row: Row) => string | null, opened?: (row: Row) => void, csv?: string | null, tools?: readonly Node[],
 *   missing?: string, rowKey?: (row: Row) => string, tick?: (chosen: readonly Row[]) => void, limit?: number, only?: (row: Row) => boolean,
 * }} ListParts
 */

/**
 * Rows of the server, fifty at a time, by its `next`: the keyboard goes through them with j, k and the arrows, and Enter
 * opens one. The old rows stay until the new ones are here, so nothing jumps.
 *
 * @param {Context} context
 * @param {ListParts} parts
 */
export function createList({ api, may, signal }, parts) {
  const { path, columns, empty, label, limit = PAGE_ROWS, only = () => true } = parts;
  let query = parts.query ?? {};
  /** @type {string | number | null} */
  let next = null;
  let asked = 0;
  /** @type {Map<HTMLElement, Row>} */
  const rows = new Map();
  /** @type {Set<HTMLElement>} */
  const ticked = new Set();

  const body = h("tbody");
  const head = h(
    "tr",
    {},
    parts.tick
      ? h("th", { scope: "col", class: "tick" }, h("span", { class: "visually-hidden" }, t("list.choose")))
      : null,
    columns.map(({ label, kind }) => h("th", { scope: "col", class: kind }, label)),
  );
  const table = h("table", { class: "rows", "aria-label": label, "data-list": true }, h("thead", {}, head), body);
  const note = h("div", { class: "list-note" });
  const total = h("span", { class: "hint", role: "status" });
  const more = button(t("list.more"), () => void load(false));
  const csv = parts.csv && may("exports.read")
    ? button(
      t("list.csv"),
      () =>
        void api.download(path, { ...query, format: "csv" }, `${parts.csv}.csv`).catch((error) =>
          note.replaceChildren(failureNote(error))
        ),
      "quiet",
    )
    : null;
  const foot = h("div", { class: "list-foot" }, total, more, csv, parts.tools ? [...parts.tools] : null);
  more.hidden = true;
  if (csv !== null) csv.hidden = true;
  const element = h("div", { class: "list" }, h("div", { class: "table-place" }, table), note, foot);

  /** @param {boolean} anew */
  async function load(anew) {
    const turn = ++asked;
    const clears = anew || rows.size >= ROWS_MAX;
    table.ariaBusy = "true";
    if (rows.size === 0) note.replaceChildren(h("p", { class: "empty late" }, t("loading")));
    try {
      const answer = await api.get(path, { ...query, limit, ...(anew || next === null ? {} : { after: next }) });
      if (turn !== asked || signal.aborted) return;
      if (clears) clear();
      next = answer.next ?? null;
      const items = /** @type {Row[]} */ (answer.items ?? []).filter(only);
      const added = items.map(rowElement);
      body.append(...added);
      note.replaceChildren(
        ...(rows.size === 0 ? [h("p", { class: "empty" }, typeof empty === "string" ? empty : empty(query))] : []),
      );
      if (!anew) added[0]?.focus();
      focusMade(added);
    } catch (error) {
      if (turn !== asked || signal.aborted) return;
      if (anew) clear();
      if (parts.missing !== undefined && isMissing(error)) {
        note.replaceChildren(h("p", { class: "empty" }, parts.missing));
        foot.remove();
      } else note.replaceChildren(failureNote(error, () => void load(anew)));
    } finally {
      if (turn === asked) {
        table.ariaBusy = null;
        settle();
      }
    }
  }

  function settle() {
    table.hidden = rows.size === 0;
    more.hidden = next === null;
    more.textContent = t(rows.size >= ROWS_MAX ? "list.go_on" : "list.more");
    if (csv !== null) csv.hidden = rows.size === 0;
    total.textContent = rows.size === 0 ? "" : count(next === null ? "list.rows" : "list.first_rows", rows.size);
    const first = body.querySelector("tr");
    if (first !== null && body.querySelector('tr[tabindex="0"]') === null) first.tabIndex = 0;
  }

  function clear() {
    body.replaceChildren();
    rows.clear();
    ticked.clear();
    parts.tick?.([]);
  }

  /** @param {Row} row */
  function rowElement(row) {
    const cells = columns.map(({ label, cell, kind }) =>
      h("td", { class: kind, "data-label": label }, h("div", {}, cell(row)))
    );
    /** @type {HTMLElement} */
    const element = h(
      "tr",
      { tabindex: -1, "data-key": parts.rowKey?.(row) ?? row.id },
      parts.tick ? tickCell(row, () => element) : null,
      cells,
    );
    const opens = parts.href || parts.opened;
    if (opens) element.classList.add("opens");
    element.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      const target = /** @type {Element} */ (event.target);
      if (target.closest("a, button, input, label") === null && String(getSelection()) === "") open(row);
    });
    element.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter" && event.target === element) open(row);
    });
    rows.set(element, row);
    return element;
  }

  /** @param {Row} row @param {() => HTMLElement} element */
  function tickCell(row, element) {
    const box = h("input", { type: "checkbox", "aria-label": t("list.choose_row", { id: row.value ?? row.id }) });
    box.addEventListener("change", () => {
      if (box.checked) ticked.add(element());
      else ticked.delete(element());
      parts.tick?.([...ticked].flatMap((element) => rows.get(element) ?? []));
    });
    return h("td", { class: "tick" }, box);
  }

  /** @param {Row} row */
  function open(row) {
    const href = parts.href?.(row);
    if (href) location.hash = href;
    else parts.opened?.(row);
  }

  void load(true);
  return {
    element,
    /** @param {Query} [asked] */
    reload(asked = query) {
      query = asked;
      void load(true);
    },
    /** Rows that came in meanwhile, the newest first: above those that stand. @param {readonly Row[]} items */
    prepend(items) {
      const known = new Set([...rows.values()].map((row) => row.id));
      body.prepend(...items.filter((row) => !known.has(row.id)).map(rowElement));
      for (const last of [...body.children].slice(ROWS_MAX)) {
        rows.delete(/** @type {HTMLElement} */ (last));
        last.remove();
      }
      note.replaceChildren();
      settle();
    },
  };
}

/** The row of that key has the focus once a list brings it. @param {unknown} key */
export function awaitRow(key) {
  made = typeof key === "number" || typeof key === "string" ? String(key) : null;
}

/** @param {readonly HTMLElement[]} added */
function focusMade(added) {
  const row = made === null ? undefined : added.find((row) => row.dataset["key"] === made);
  if (row === undefined) return;
  made = null;
  row.tabIndex = 0;
  row.focus();
}

/** j, k and the arrows, in the list that has the focus, else in the first one. @param {KeyboardEvent} event */
export function moveInList(event) {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (step === undefined) return false;
  const here = document.activeElement?.closest("tr[data-key]");
  const isArrow = event.key.startsWith("Arrow");
  if (isArrow && !here) return false;
  const list = here?.closest("[data-list]") ?? document.querySelector("main [data-list]:not([hidden])");
  const all = [...(list?.querySelectorAll("tr[data-key]") ?? [])];
  const at = here ? all.indexOf(here) + step : 0;
  const row = all[Math.max(0, Math.min(at, all.length - 1))];
  if (!(row instanceof HTMLElement)) return false;
  for (const other of all) if (other instanceof HTMLElement) other.tabIndex = -1;
  row.tabIndex = 0;
  row.focus();
  return true;
}
