/** @import { Row } from "./api.js" */
import { h } from "./h.js";

/**
 * A table of what is here already.
 *
 * @param {string} label
 * @param {readonly (readonly [name: string, cell: (row: Row) => import("./h.js").Child, kind?: string])[]} columns
 * @param {readonly Row[]} rows
 */
export function table(label, columns, rows) {
  return h(
    "div",
    { class: "table-place", role: "group", "aria-label": label, tabindex: 0 },
    h(
      "table",
      { class: "rows", "aria-label": label },
      h("thead", {}, h("tr", {}, columns.map(([name, , kind]) => h("th", { scope: "col", class: kind }, name)))),
      h(
        "tbody",
        {},
        rows.map((row) =>
          h(
            "tr",
            {},
            columns.map(([name, cell, kind]) => h("td", { class: kind, "data-label": name }, h("div", {}, cell(row)))),
          )
        ),
      ),
    ),
  );
}
