/** @import { Row } from "./api.js" */
import { ruleName } from "./doors.js";
import { h } from "./h.js";
import { accountLink, addressLink, code, doorName, macText, resultBadge } from "./names.js";
import { t } from "./texts.js";
import { time } from "./times.js";

/** How an attempt is shown, wherever it is. @type {import("./list.js").Column[]} */
export const TRAIL_COLUMNS = [
  { label: t("when"), cell: (row) => time(row.at) },
  { label: t("accounts.door"), cell: (row) => doorName(row.door) },
  {
    label: t("accounts.name"),
    kind: "main",
    cell: (
      row,
    ) => [
      row.account ? accountLink(row.account, row.name) : row.name ?? "–",
      row.count > 1 ? h("span", { class: "hint" }, ` ×${row.count}`) : "",
    ],
  },
  { label: t("trail.result"), cell: (row) => resultBadge(row.result) },
  {
    label: t("trail.rule"),
    kind: "mid",
    cell: (row) =>
      row.rule
        ? [
          ruleName(row.rule),
          row.code && !row.wire?.includes(row.code) ? h("span", { class: "hint" }, ` ${row.code}`) : "",
          row.words ? h("p", { class: "hint" }, `“${row.words}”`) : "",
        ]
        : row.code
        ? code(row.code)
        : "–",
  },
  { label: t("trail.wire"), cell: (row) => code(row.wire) },
  { label: t("address"), cell: (row) => addressLink(row.address) },
  {
    label: t("trail.client"),
    cell: (row) => [row.client ?? row.device ?? "–", row.mac ? h("p", { class: "hint mac" }, macText(row.mac)) : ""],
  },
];

/** @param {readonly Row[]} rows @param {string} empty */
export function trailTable(rows, empty) {
  if (rows.length === 0) return h("p", { class: "empty" }, empty);
  return h(
    "div",
    { class: "table-place" },
    h(
      "table",
      { class: "rows", "aria-label": t("room.trail"), "data-list": true },
      h(
        "thead",
        {},
        h("tr", {}, TRAIL_COLUMNS.map(({ label, kind }) => h("th", { scope: "col", class: kind }, label))),
      ),
      h(
        "tbody",
        {},
        rows.map((row, at) =>
          h(
            "tr",
            { "data-key": row.id, tabindex: at === 0 ? 0 : -1 },
            TRAIL_COLUMNS.map(({ label, kind, cell }) =>
              h("td", { class: kind, "data-label": label }, h("div", {}, cell(row)))
            ),
          )
        ),
      ),
    ),
  );
}
