/** @import { Row } from "./api.js" */
import { h } from "./h.js";

/**
 * A table of what is here already.
 *
 * @param {string} label
 * @param {readonly (readonly [string, (row: Row) => import("./h.js").Child])[]} columns
 * @param {readonly Row[]} rows
 */
export function table(label, columns, rows) {
  return h(
    "div",
    { class: "table-place", role: "group", "aria-label": label, tabindex: 0 },
    h(
      "table",
      { class: "rows", "aria-label": label },
      h("thead", {}, h("tr", {}, columns.map(([name]) => h("th", { scope: "col" }, name)))),
      h(
        "tbody",
        {},
        rows.map((row) =>
          h("tr", {}, columns.map(([name, cell]) => h("td", { "data-label": name }, h("div", {}, cell(row)))))
        ),
      ),
    ),
  );
}
